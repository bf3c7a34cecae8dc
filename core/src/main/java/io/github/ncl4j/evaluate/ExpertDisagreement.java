package io.github.ncl4j.evaluate;

import java.util.List;

/**
 * How much the experts differ in what they predict. An ensemble gains from experts that are right on different images.
 *
 * @param mean over all pairs of experts, the share of the images on which they predict different classes; 0 with one expert
 * @param allRight the share of the images that every expert classifies correctly
 * @param someRight the share that at least one expert classifies correctly: what a perfect choice among them would reach
 */
public record ExpertDisagreement(double mean, double allRight, double someRight) {

    /** Of at least one image. */
    public static ExpertDisagreement of(ImageDecisions decisions) {
        List<Decisions> experts = decisions.experts();
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < experts.size(); i++) {
            for (int j = i + 1; j < experts.size(); j++) {
                sum += experts.get(i).disagreement(experts.get(j));
                pairs++;
            }
        }
        int all = 0;
        int some = 0;
        for (int n = 0; n < decisions.images(); n++) {
            int image = n;
            long right =
                    experts.stream().filter(e -> decisions.isRight(e, image)).count();
            all += right == experts.size() ? 1 : 0;
            some += right > 0 ? 1 : 0;
        }
        double images = decisions.images();
        return new ExpertDisagreement(pairs == 0 ? 0 : sum / pairs, all / images, some / images);
    }
}
