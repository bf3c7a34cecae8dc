package io.github.ncl4j.app.predict;

import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.app.option.OptionRange;
import io.github.ncl4j.app.option.ThreadsOption;
import io.github.ncl4j.app.process.SignalExitCode;
import io.github.ncl4j.app.trained.ModelArgument;
import io.github.ncl4j.serve.PredictionServer;
import io.github.ncl4j.serve.ServerSettings;
import io.github.ncl4j.serve.model.ImageSizeException;
import io.github.ncl4j.serve.model.ServedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers predictions over HTTP until a signal ends it. */
@Command(
        name = "serve",
        description =
                "Answers predictions over HTTP, and shows them, and a training, in a browser. Ctrl-C or SIGTERM end it.")
public final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private static final int LONGEST_SIDE = 8192;

    @Parameters(
            index = "0",
            paramLabel = "CHECKPOINT|ONNX",
            description = "a checkpoint, a run directory for its last one, or a file that ends in .onnx")
    private Path model;

    @Mixin
    private ServerOptions options;

    @Mixin
    private DeviceOption device;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    private OptionalInt side = OptionalInt.empty();

    @Option(
            names = "--side",
            paramLabel = "PIXELS",
            description =
                    "the size of the model's images, where neither the checkpoint's configuration nor the ONNX file"
                            + " tells it")
    void setSide(int pixels) {
        side = OptionalInt.of(OptionRange.require(spec, "--side", pixels, 1, LONGEST_SIDE));
    }

    /** Does not return while the server answers: the process ends with 0 once a signal has stopped it. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerSettings settings = options.settings();
        ModelArgument argument = ModelArgument.of(model, device, spec);
        PredictionServer server = PredictionServer.start(settings);
        try {
            LOG.info("listening at {}; reading {}", address(settings, server), model);
            server.open(load(argument));
        } catch (ImageSizeException e) {
            server.close();
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-server"));
        SignalExitCode.with(ExitCode.OK);
        PrintWriter out = spec.commandLine().getOut();
        out.println("serving " + model + " at " + address(settings, server));
        out.flush();
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    private ServedModel load(ModelArgument argument) {
        // Clients need not know where the server's files are.
        String name = String.valueOf(model.toAbsolutePath().normalize().getFileName());
        return argument.served(name, side, threads.count());
    }

    private static String address(ServerSettings settings, PredictionServer server) {
        String host = settings.host();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port() + "/";
    }
}
