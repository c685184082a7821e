package io.crowsnest.servers.plugin;

import java.util.Set;
import org.elasticsearch.cluster.metadata.DataStream;
import org.elasticsearch.features.FeatureSpecification;
import org.elasticsearch.features.NodeFeature;

/** Says that the node has failure stores. Its server does all that they need; the module {@code data-streams} only says so. */
public final class FailureStoreFeature implements FeatureSpecification {

    @Override
    public Set<NodeFeature> getFeatures() {
        return Set.of(DataStream.DATA_STREAM_FAILURE_STORE_FEATURE);
    }
}
