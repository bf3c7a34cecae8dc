package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineScope.class)
class DevicesTest {

    @Test
    void theCpuIsAlwaysThere() {
        assertThat(Devices.parse("cpu").is_cpu()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:1000", "cuda:0 "})
    void otherNamesAreRefused(String name) {
        assertThatThrownBy(() -> Devices.parse(name))
                .isInstanceOf(UserException.class)
                .hasMessage("no device is called '" + name + "'; use auto, cpu or cuda:N");
    }

    @Test
    void aGpuThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Devices.parse("cuda:999"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("device 'cuda:999' is not here: libtorch sees ");
    }
}
