package io.github.ncl4j.dataset;

import io.github.ncl4j.image.UserException;
import java.net.URI;

/**
 * A file to download.
 *
 * @param address http or https
 * @param checksum of its content
 */
public record RemoteFile(URI address, Checksum checksum) {

    /** Checks the address. */
    public RemoteFile {
        String scheme = address.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new UserException(address + " must begin with http:// or https://");
        }
    }

    /** The last part of the address. */
    public String name() {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The same file under another address: the mirror's, then a slash and the name. */
    public RemoteFile at(URI mirror) {
        String folder = mirror.toString().replaceFirst("/*$", "");
        return new RemoteFile(URI.create(folder + "/" + name()), checksum);
    }
}
