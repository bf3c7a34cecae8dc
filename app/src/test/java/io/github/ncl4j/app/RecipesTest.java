package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.distributed.LaunchContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What the files in {@code recipes/} say is what {@code train} understands. */
class RecipesTest {

    private static final Path FOLDER = Path.of(System.getProperty("ncl4j.root", ".."), "recipes")
            .toAbsolutePath()
            .normalize();

    @TempDir
    private Path folder;

    /** Of eight processes on two machines number six is the third of the second machine. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a shell script")
    void slurmsVariablesBecomeTheContract() throws Exception {
        Path stub = Files.writeString(folder.resolve("ncl4j"), "#!/bin/sh\nenv\nprintf 'argument %s\\n' \"$@\"\n");
        assertThat(stub.toFile().setExecutable(true)).isTrue();

        List<String> lines = slurmTask(Map.of(
                "MASTER_ADDR", "node7",
                "MASTER_PORT", "20123",
                "SLURM_PROCID", "6",
                "SLURM_NTASKS", "8",
                "SLURM_LOCALID", "2",
                "SLURM_NTASKS_PER_NODE", "4"));

        Map<String, String> variables = new HashMap<>();
        lines.forEach(line -> variables.put(line.replaceAll("=.*", ""), line.replaceAll("^[^=]*=?", "")));
        LaunchContract contract = LaunchContract.of(variables);
        assertThat(contract).isEqualTo(new LaunchContract(6, 2, 8, 4, "node7", 20_123));
        assertThat(contract.device("cuda")).isEqualTo("cuda:2");
        assertThat(lines).endsWith("argument train", "argument a b.yaml", "argument --resume", "argument auto");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a shell script")
    void outsideOfSlurmItSaysWhatIsMissing() throws Exception {
        assertThat(slurmTask(Map.of("MASTER_ADDR", "node7", "MASTER_PORT", "20123")))
                .singleElement()
                .asString()
                .contains("SLURM_PROCID");
    }

    private List<String> slurmTask(Map<String, String> variables) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        FOLDER.resolve("slurm-task.sh").toString(), "a b.yaml", "--resume", "auto")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().toList();
    }

    /** The operator counts pods. With a GPU in each every process has the first GPU that it sees. */
    @Test
    void everyPodTrainsOnItsOwnGpu() throws IOException {
        Map<?, ?> replicas = (Map<?, ?>) at(job(), "spec", "pytorchReplicaSpecs");
        int pods = 0;
        for (String kind : List.of("Master", "Worker")) {
            pods += (Integer) at(replicas, kind, "replicas");
        }
        for (String kind : List.of("Master", "Worker")) {
            Map<?, ?> container = container(replicas, kind);
            assertThat(container.get("name")).isEqualTo("pytorch");
            assertThat(at(container, "resources", "limits", "nvidia.com/gpu")).isEqualTo(1);
            Map<String, String> variables = new HashMap<>(Map.of(
                    "RANK",
                    kind.equals("Master") ? "0" : "3",
                    "WORLD_SIZE",
                    Integer.toString(pods),
                    "MASTER_ADDR",
                    "ncl4j-master-0",
                    "MASTER_PORT",
                    "23456"));
            for (Object variable : (List<?>) at(container, "env")) {
                variables.put((String) at(variable, "name"), (String) at(variable, "value"));
            }
            assertThat(LaunchContract.of(variables).device("cuda")).isEqualTo("cuda:0");
        }
    }

    /** Nothing is trained: the data is not there, which is the first thing that is wrong. */
    @Test
    void thePodsArgumentsAreACommand() throws IOException {
        Path configs = FOLDER.resolveSibling("configs");
        List<String> arguments = new ArrayList<>();
        for (Object argument : (List<?>) container((Map<?, ?>) at(job(), "spec", "pytorchReplicaSpecs"), "Worker")
                .get("args")) {
            arguments.add(argument.toString()
                    .replace("/opt/ncl4j/configs", configs.toString())
                    .replace("/data/", folder + "/")
                    .replace("/runs/", folder + "/"));
        }

        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(folder + "/imagenet_lt_train.json");
    }

    private static Object job() throws IOException {
        return new Yaml().load(Files.readString(FOLDER.resolve("pytorchjob.yaml")));
    }

    private static Map<?, ?> container(Map<?, ?> replicas, String kind) {
        return (Map<?, ?>) ((List<?>) at(replicas, kind, "template", "spec", "containers")).get(0);
    }

    private static Object at(Object tree, String... path) {
        Object value = tree;
        for (String key : path) {
            value = ((Map<?, ?>) value).get(key);
        }
        return value;
    }
}
