package io.github.ncl4j.config.reference;

import static io.github.ncl4j.config.reference.ReferenceSettings.FLAG;
import static io.github.ncl4j.config.yaml.ValueType.INTEGER;
import static io.github.ncl4j.config.yaml.ValueType.REAL;
import static io.github.ncl4j.config.yaml.ValueType.TEXT;
import static io.github.ncl4j.config.yaml.ValueType.TEXTS;

import io.github.ncl4j.config.Recipe;
import io.github.ncl4j.config.YamlNames;
import io.github.ncl4j.config.yaml.ExperimentReader;
import io.github.ncl4j.config.yaml.Position;
import io.github.ncl4j.config.yaml.ValueType;
import io.github.ncl4j.config.yaml.YamlNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the keys of the reference implementation mean here: images, experts and loss. {@link ReferenceTraining} has the other
 * keys. Each key stands with the default that it has there. Values that are the same in both go over unread; the rules for
 * them are those of {@link ExperimentReader}.
 */
final class ReferenceTranslation {

    private static final String NEVER_READ = "the reference never reads it";
    private static final String WITHOUT_MOCO = "NETWORK.MOCO is not True";
    private static final String VIEWS = "MULTI_NETWORK_CIFAR_AUGPLIS_NCL_PLUS";

    /** Data set classes by name. */
    private static final Map<String, Recipe> RECIPES = Map.of(
            "MULTI_NETWORK_CIFAR_AUGPLIS",
            Recipe.CIFAR,
            "MULTI_NETWORK_CIFAR_MOCO_AUGPLIS",
            Recipe.CIFAR_SIM,
            VIEWS,
            Recipe.CIFAR,
            "ImageNet_LT",
            Recipe.IMAGENET_RANDCLS,
            "ImageNet_LT_NCL_PLUS",
            Recipe.IMAGENET_RANDCLS,
            "iNaturalist",
            Recipe.INATURALIST_RANDCLS,
            "Places_LT_MOCO",
            Recipe.IMAGENET_SIM_SIM);

    private static final Pattern BACKBONE = Pattern.compile("res([0-9]{1,4})(_cifar)?");

    private final ReferenceSettings settings;
    private final NativeTree tree;
    private final boolean moco;

    private ReferenceTranslation(ReferenceSettings settings, NativeTree tree) {
        this.settings = settings;
        this.tree = tree;
        this.moco = settings.get("NETWORK.MOCO", FLAG, false);
    }

    /** Translates all keys; those that are unknown, and values that mean nothing here, are noted as problems. */
    static void translate(ReferenceSettings settings, NativeTree tree) {
        ReferenceTranslation translation = new ReferenceTranslation(settings, tree);
        translation.images();
        translation.experts();
        translation.contrastive();
        translation.loss();
        new ReferenceTraining(settings, tree).translate();
    }

    private void images() {
        tree.section("data", settings.positionOf("DATASET"));
        tree.set("data.format", "annotations");
        path("DATASET.TRAIN_JSON", "data.train_annotations");
        path("DATASET.VALID_JSON", "data.validation_annotations");
        Recipe recipe = settings.require("DATASET.DATASET", RECIPES, "MULTI_NETWORK_CIFAR_MOCO_AUGPLIS");
        tree.section("augment", settings.positionOf("DATASET.DATASET"));
        tree.set("augment.recipe", YamlNames.word(recipe));
        tree.named("augment.key", "DATASET.DATASET");
        if (!moco && recipe.augment().key() != null) {
            tree.set("augment.key", "null");
            settings.remark("DATASET.DATASET", "the key view is not made, because " + WITHOUT_MOCO);
        }
        boolean views = settings.node("DATASET.DATASET", "").display().contains("NCL_PLUS");
        if (views) {
            tree.copy("DATASET.INTRA_N", "1", "augment.copies");
        } else {
            settings.noEffect(
                    "DATASET.INTRA_N", INTEGER, "this data set class makes one view; " + VIEWS + " makes more");
        }
        settings.choose("COLOR_SPACE", Map.of("RGB", "RGB"), "RGB");
        settings.noEffect("DATASET.IMBALANCECIFAR", ReferenceSettings.ANYTHING, NEVER_READ);
        settings.noEffect("CLASSES_NUM", INTEGER, NEVER_READ + "; the annotations have the number of classes");
    }

    private void experts() {
        backbone();
        if (settings.get("BACKBONE.FREEZE", FLAG, false)) {
            tree.set("model.freeze_backbone", "true");
        }
        path("BACKBONE.PRETRAINED_MODEL", "model.pretrained");
        settings.noEffect("BACKBONE.TYPE", TEXT, "the length of the features follows from BACKBONE.MULTI_NETWORK_TYPE");
        settings.noEffect("NETWORK.PRETRAINED_MODEL", TEXT, NEVER_READ + "; BACKBONE.PRETRAINED_MODEL is read");
        settings.noEffect("NETWORK.LOAD_BACKBONE_ONLY", FLAG, NEVER_READ);
        settings.choose("MODULE.TYPE", Map.of("GAP", "GAP"), "GAP");
        tree.set("model.dropout", settings.get("DROPOUT", FLAG, false) ? "0.5" : "0");
        classifier();
    }

    private void backbone() {
        String key = "BACKBONE.MULTI_NETWORK_TYPE";
        List<String> names = settings.get(key, TEXTS, List.of("res32_cifar"));
        Matcher name = BACKBONE.matcher(names.isEmpty() ? "" : names.get(0));
        if (names.isEmpty() || names.stream().distinct().count() > 1) {
            settings.problem(key, "must name one backbone, the same for each expert");
            return;
        }
        String word = name.matches() ? (name.group(2) == null ? "resnet" : "cifar-resnet") + name.group(1) : "";
        if (ValueType.BACKBONE.conversion().of(new YamlNode.Scalar(word, true, settings.positionOf(key))) == null) {
            settings.problem(key, "must name res32_cifar, res50 or res152, or such a network of another depth");
        } else {
            tree.set("model.experts", Integer.toString(names.size()));
            tree.set("model.backbone", word);
        }
    }

    private void classifier() {
        String type = settings.choose(
                "CLASSIFIER.TYPE", Map.of("FC", "linear", "FCNorm", "normalized", "cos", "cosine"), "FC");
        boolean bias = settings.get("CLASSIFIER.BIAS", FLAG, true);
        tree.set("model.classifier.type", type);
        if (type.equals("cosine")) {
            tree.copy("CLASSIFIER.COS_SCALE", "16", "model.classifier.scale");
        } else {
            settings.noEffect("CLASSIFIER.COS_SCALE", REAL, "it belongs to CLASSIFIER.TYPE: cos");
        }
        if (moco && type.equals("cosine") && !bias) {
            settings.remark("CLASSIFIER.BIAS", "with NETWORK.MOCO the reference trains the bias in any case");
        }
        if (type.equals("normalized")) {
            settings.noEffect("CLASSIFIER.BIAS", FLAG, "FCNorm has no bias");
        } else {
            tree.set("model.classifier.bias", Boolean.toString(bias || (moco && type.equals("cosine"))));
        }
        settings.noEffect("CLASSIFIER.MULTI_NETWORK_TYPE", TEXTS, NEVER_READ);
        settings.noEffect("CLASSIFIER.NUM", INTEGER, NEVER_READ);
    }

    private void contrastive() {
        String projection = settings.choose(
                "CLASSIFIER.SEMI_TYPE",
                Map.of("FC", "linear", "FCNorm", "normalized", "mlp", "mlp", "cos", "cosine"),
                "mlp");
        boolean combined = settings.choose(
                "TRAIN.COMBINER.TYPE",
                Map.of("multi_network_default", false, "multi_network_default_CON", true),
                moco ? "multi_network_default_CON" : "multi_network_default");
        if (combined != moco) {
            settings.problem(
                    "TRAIN.COMBINER.TYPE",
                    moco
                            ? "must be multi_network_default_CON with NETWORK.MOCO: True"
                            : "must be multi_network_default without NETWORK.MOCO: True");
        }
        if (moco) {
            tree.copy("NETWORK.MOCO_K", "65536", "contrastive.queue_length");
            tree.copy("NETWORK.MOCO_DIM", "65536", "contrastive.dimension");
            tree.copy("NETWORK.MOCO_T", "0.07", "contrastive.temperature");
            tree.copy("NETWORK.MA_MODEL_ALPHA", "0.999", "contrastive.momentum");
            tree.copy("LOSS.CON_RATIO", "0", "contrastive.ratio");
            tree.set("contrastive.projection", projection);
            tree.set("contrastive.key_encoder", "reference");
        } else {
            settings.noEffect("NETWORK.MOCO_K", INTEGER, WITHOUT_MOCO);
            settings.noEffect("NETWORK.MOCO_DIM", INTEGER, WITHOUT_MOCO);
            settings.noEffect("NETWORK.MOCO_T", REAL, WITHOUT_MOCO);
            settings.noEffect("NETWORK.MA_MODEL_ALPHA", REAL, WITHOUT_MOCO);
            settings.noEffect("LOSS.CON_RATIO", REAL, WITHOUT_MOCO);
            settings.noEffect("CLASSIFIER.SEMI_TYPE", TEXT, WITHOUT_MOCO);
        }
    }

    private void loss() {
        String type =
                settings.require("LOSS.LOSS_TYPE", Map.of("NIL_NBOD", "ncl", "NIL_NBOD_plus", "ncl-plus"), "NIL_NBOD");
        tree.set("loss.type", type);
        tree.copy("LOSS.HCM_N", "5", "loss.hcm_n");
        tree.copy("LOSS.CE_RATIO", "0", "loss.ce_ratio");
        tree.copy("LOSS.HCM_RATIO", "0", "loss.hcm_ratio");
        tree.copy("LOSS.MULTI_CLASIIFIER_LOSS.DIVERSITY_FACTOR", "0", "loss.nbod_factor");
        String hard = "LOSS.MULTI_CLASIIFIER_LOSS.DIVERSITY_FACTOR_HCM";
        if (type.equals("ncl")) {
            tree.copy(hard, "0", "loss.nbod_hcm_factor");
        } else {
            settings.noEffect(hard, REAL, "NIL_NBOD_plus weighs both its distillations by DIVERSITY_FACTOR");
        }
    }

    /** A path that is not given is empty there, and is taken from the working directory if it is relative. */
    private void path(String reference, String path) {
        YamlNode given = settings.node(reference, "''");
        tree.named(path, reference);
        boolean empty = given instanceof YamlNode.Scalar text && text.text().isEmpty();
        if (given instanceof YamlNode.Scalar text && !empty) {
            Position.Source written = given.position().source();
            Position.Source relative =
                    new Position.Source(written.name(), Path.of("").toAbsolutePath(), written.override());
            Position at = new Position(relative, given.position().line());
            tree.set(path, new YamlNode.Scalar(text.text(), text.plain(), at), reference);
        } else if (!empty) {
            tree.set(path, given, reference);
        }
    }
}
