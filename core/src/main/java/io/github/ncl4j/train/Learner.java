package io.github.ncl4j.train;

import io.github.ncl4j.augment.BatchMix;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.loss.MixedTargetsLoss;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.CheckpointedFeatures;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Everything between a batch and its loss: the experts, the objective that they minimise, and the companions that add to it. Borrows
 * all of them.
 *
 * @param model the experts
 * @param input how bytes become what the network sees
 * @param objective what is minimised
 * @param companions what takes part beside it, in the order in which it adds to the loss
 * @param activationCheckpointing whether the activations of the backbones are computed again rather than kept, see {@link
 *     CheckpointedFeatures}; not for frozen ones
 */
public record Learner(
        ExpertEnsemble model,
        ImageInput input,
        Objective objective,
        List<Companion> companions,
        boolean activationCheckpointing) {

    /** Copies the list. */
    public Learner {
        companions = List.copyOf(companions);
    }

    /** This learner without activation checkpointing: the graph of its loss reaches back to the images. */
    public Learner keepingActivations() {
        return new Learner(model, input, objective, companions, false);
    }

    /**
     * The experts' input from one batch.
     *
     * @param images V N x 3 x H x W, normalised, view after view
     * @param targets V N classes
     * @param objective minimised on these images: for a mixed batch one that counts the partners' classes too
     * @param perView N
     */
    record Input(Tensor images, Tensor targets, Objective objective, long perView) {}

    /** From bytes to normalised images on the device; all of it belongs to the caller's scope. */
    Input input(MicroBatch microBatch) {
        Batch batch = microBatch.batch();
        Tensor targets = input.targets(batch);
        BatchMix mix = microBatch.mix();
        if (mix == null) {
            return new Input(input.images(batch), targets, objective, batch.count());
        }
        int rows = batch.views() * batch.count();
        Tensor images = input.images(mix.pixels(), rows, batch.height(), batch.width());
        long[] partners =
                Arrays.stream(mix.partners()).mapToLong(i -> batch.targets()[i]).toArray();
        Tensor partnerTargets = input.targets(partners).repeat(batch.views());
        return new Input(images, targets, new MixedTargetsLoss(objective, partnerTargets, mix.lambda()), batch.count());
    }

    /**
     * From images to the loss. The views of the companions come last and are not classified.
     *
     * @return belongs to the caller's scope
     */
    public ForwardPass forward(MicroBatch batch, StepClock clock) {
        Input input = input(batch);
        clock.ended(StepPart.TRANSFER);
        return loss(input, clock);
    }

    /** From normalised images to the loss. */
    ForwardPass loss(Input input, StepClock clock) {
        long own =
                input.perView() * companions.stream().mapToInt(Companion::views).sum();
        long classified = input.images().size(0) - own;
        Tensor images = input.images().narrow(0, 0, classified);
        Tensor targets = input.targets().narrow(0, 0, classified);
        List<Companion.LossTerm> terms = look(images, input, clock);
        List<CheckpointedFeatures> checkpointed =
                activationCheckpointing ? model.checkpointedFeatures(images) : List.of();
        List<Tensor> features = activationCheckpointing
                ? checkpointed.stream().map(CheckpointedFeatures::features).toList()
                : model.features(images, true); // K times N x F
        clock.ended(StepPart.BACKBONES);
        Tensor logits = model.classify(features, true); // K x N x C
        clock.ended(StepPart.CLASSIFIERS);
        Objective.Value loss = input.objective().forward(logits, targets);
        clock.ended(StepPart.LOSSES);
        for (Companion.LossTerm term : terms) {
            loss = term.addTo(loss, features, logits);
        }
        return new ForwardPass(input.images(), loss, logits, targets, checkpointed);
    }

    private List<Companion.LossTerm> look(Tensor classified, Input input, StepClock clock) {
        List<Companion.LossTerm> terms = new ArrayList<>();
        long from = classified.size(0);
        for (Companion companion : companions) {
            long rows = input.perView() * companion.views();
            terms.add(companion.look(classified, input.images().narrow(0, from, rows), clock));
            from += rows;
        }
        return terms;
    }

    /** Everything that is trained, by state-dict name; borrowed. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> parameters = new LinkedHashMap<>(model.weights().parameters());
        companions.forEach(companion -> parameters.putAll(companion.parameters()));
        return parameters;
    }

    /** Forgets the batches since the last update, where a caller wants the loss only. */
    public void discard() {
        companions.forEach(Companion::discard);
    }
}
