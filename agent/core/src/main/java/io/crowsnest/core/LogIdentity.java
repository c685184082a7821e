package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.spool.ServiceIdentity;

/** Who logs, as the settings and the surroundings of this process say. */
public final class LogIdentity {

    private LogIdentity() {}

    /** The fields that are the same in every document of this process. Reads files of the system. */
    public static ServiceIdentity of(Settings settings) {
        String service = settings.get(Keys.SERVICE_NAME);
        String dataset = settings.find(Keys.ELASTICSEARCH_DATASET);
        return new ServiceIdentity(
                service,
                settings.find(Keys.SERVICE_VERSION),
                settings.find(Keys.SERVICE_ENVIRONMENT),
                HostName.get(),
                ProcessHandle.current().pid(),
                dataset == null ? service : dataset,
                settings.get(Keys.ELASTICSEARCH_NAMESPACE),
                settings.get(Keys.TAGS),
                Surroundings.fields());
    }
}
