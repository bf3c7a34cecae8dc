package io.github.ncl4j.run;

import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a run begins. */
public sealed interface Resume {

    /**
     * Says whether the run may write in a folder, and writes nothing.
     *
     * @throws TrainingException if the folder holds another run, or files that are no run's and that this one would clear or
     *     overwrite; the message names them and the way out
     */
    void requireFree(OutputFolder output);

    /**
     * Opens the checkpoint that the run resumes from.
     *
     * @param output the run directory, which may not exist
     * @return null if the run begins from fresh weights
     * @throws SafetensorsException if the named checkpoint, or every one there is, is missing or damaged
     */
    @Nullable
    ResumePoint find(Path output);

    /** From fresh weights; an output folder that already holds a run is refused. */
    record Never() implements Resume {

        @Override
        public void requireFree(OutputFolder output) {
            output.requireNothing();
        }

        @Override
        public @Nullable ResumePoint find(Path output) {
            return null;
        }
    }

    /** From the last checkpoint in the output folder, or from fresh weights if there is none. */
    record Auto() implements Resume {

        @Override
        public void requireFree(OutputFolder output) {
            output.requireOwnOrNothing();
        }

        @Override
        public @Nullable ResumePoint find(Path output) {
            return ResumePoint.newestIntact(RunDirectory.checkpoints(output));
        }
    }

    /**
     * From a named checkpoint.
     *
     * @param checkpoint a checkpoint file
     */
    record From(Path checkpoint) implements Resume {

        @Override
        public void requireFree(OutputFolder output) {
            output.requireRunOf(checkpoint);
        }

        @Override
        public ResumePoint find(Path output) {
            return new ResumePoint(SafetensorsFile.open(checkpoint), List.of());
        }
    }
}
