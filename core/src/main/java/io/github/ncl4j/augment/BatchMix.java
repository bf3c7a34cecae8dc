package io.github.ncl4j.augment;

import io.github.ncl4j.data.RandomStream;

/**
 * A batch whose images are each mixed with a partner from the same batch. A loss on it is {@code lambda * L(targets) + (1 -
 * lambda) * L(targets of the partners)}, which for cross-entropy is the loss on mixed probabilities.
 *
 * @param pixels as many images as before, as in the batch
 * @param partners a permutation: image i has been mixed with image {@code partners[i]}
 * @param lambda the part of the image itself, in [0, 1]; the same for the whole batch
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record BatchMix(byte[] pixels, int[] partners, double lambda) {

    /**
     * Blends whole images: {@code lambda * image + (1 - lambda) * partner}, rounded to 8 bits, with lambda drawn from Beta(alpha,
     * alpha) (Zhang, Cisse, Dauphin, Lopez-Paz: mixup: Beyond Empirical Risk Minimization, ICLR 2018).
     *
     * @param pixels the samples of {@code count} images of one size, not changed
     * @param count images, at least 1
     * @param alpha above 0; small ones leave most images nearly as they are
     */
    public static BatchMix mixup(byte[] pixels, int count, double alpha, RandomStream random) {
        int[] partners = random.permutation(count);
        double lambda = random.nextBeta(alpha, alpha);
        byte[] mixed = new byte[pixels.length];
        int imageBytes = pixels.length / count;
        for (int image = 0; image < count; image++) {
            int own = image * imageBytes;
            int other = partners[image] * imageBytes;
            for (int i = 0; i < imageBytes; i++) {
                double sample = lambda * (pixels[own + i] & 0xff) + (1 - lambda) * (pixels[other + i] & 0xff);
                mixed[own + i] = (byte) (int) (sample + 0.5);
            }
        }
        return new BatchMix(mixed, partners, lambda);
    }

    /**
     * Pastes the same rectangle of each partner: its sides are the image's times {@code sqrt(1 - lambda)} with lambda from
     * Beta(alpha, alpha), its centre is uniform, and what reaches beyond the image is cut off, which the returned lambda counts
     * (Yun, Han, Oh, Chun, Choe, Yoo: CutMix, ICCV 2019).
     *
     * @param pixels the samples of {@code count} images, not changed
     * @param count images, at least 1
     * @param height of each image
     * @param width of each image
     * @param alpha above 0; 1 in the paper
     */
    public static BatchMix cutMix(byte[] pixels, int count, int height, int width, double alpha, RandomStream random) {
        int[] partners = random.permutation(count);
        double side = Math.sqrt(1 - random.nextBeta(alpha, alpha));
        int halfWidth = (int) (width * side) / 2;
        int halfHeight = (int) (height * side) / 2;
        int column = random.nextInt(width);
        int row = random.nextInt(height);
        int left = Math.max(column - halfWidth, 0);
        int columns = Math.min(column + halfWidth, width) - left;
        int top = Math.max(row - halfHeight, 0);
        int rows = Math.min(row + halfHeight, height) - top;
        byte[] mixed = pixels.clone();
        for (int image = 0; image < count; image++) {
            for (int y = top; y < top + rows; y++) {
                int from = ((partners[image] * height + y) * width + left) * 3;
                int to = ((image * height + y) * width + left) * 3;
                System.arraycopy(pixels, from, mixed, to, columns * 3);
            }
        }
        return new BatchMix(mixed, partners, 1 - (double) rows * columns / (height * width));
    }
}
