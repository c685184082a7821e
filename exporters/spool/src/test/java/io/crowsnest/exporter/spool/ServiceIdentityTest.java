package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceIdentityTest {

    @ParameterizedTest
    @CsvSource({
        "shop, shop",
        "My-Shop, my_shop",
        "a b/c\\d*e?f\"g<h>i|j#k:l, a_b_c_d_e_f_g_h_i_j_k_l",
        "größe, gr__e",
        "v1.2, v1.2",
        "'', generic",
    })
    void makesNamesThatADataStreamMayHave(String given, String valid) {
        assertThat(identity(given).dataset()).isEqualTo(valid);
        assertThat(identity(given).dataStream()).isEqualTo("logs-" + valid + "-default");
    }

    @Test
    void cutsNamesThatAreTooLong() {
        assertThat(identity("x".repeat(300)).dataset()).hasSize(100);
    }

    private static ServiceIdentity identity(String dataset) {
        return new ServiceIdentity("s", null, null, "h", 1, dataset, "", Map.of());
    }

    @Test
    void isKeptForWhoeverDeliversLater(@TempDir Path root) throws IOException {
        ServiceIdentity identity = new ServiceIdentity(
                "shöp", "1", null, "h", 7, "d", "n", Map.of("team", "a=b"), Map.of("container.id", "c"));
        DiskFolder folder = new DiskFolder(root, new SpoolRoot(root, 1 << 20));

        assertThat(ServiceIdentity.load(folder)).isNull();
        identity.save(folder);
        identity.save(folder);

        assertThat(ServiceIdentity.load(folder)).isEqualTo(identity);
    }
}
