package io.crowsnest.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the host names of a JDBC URL tell about an RDS or Aurora database; {@code none} for what they don't. Names of endpoints that
 * belong to no cluster or instance by name (proxies, custom endpoints, shard groups) are not kept, nor is the account's hash.
 *
 * <pre>
 *   NAME.[KIND-]HASH.REGION.rds.amazonaws.com      also rds-fips; KIND: none for an instance, cluster, cluster-ro,
 *   NAME.[KIND-]HASH.rds.REGION.amazonaws.com.cn   cluster-custom, proxy, shardgrp
 *   NAME.endpoint.proxy-HASH.REGION.rds.amazonaws.com
 *   NAME.global-HASH.global.rds.amazonaws.com
 * </pre>
 *
 * <p>A blue/green deployment gives its databases {@code -green-xxxxxx} and {@code -old1} behind their names for a while: those are left
 * out, a name stays the same through the switch.
 *
 * @param cluster identifier of the Aurora cluster
 * @param instance identifier of the instance
 * @param region the AWS region
 * @param role {@code instance}, {@code writer}, {@code reader}, {@code custom}, {@code proxy}, {@code limitless} or {@code global-writer}
 */
record RdsEndpoint(String cluster, String instance, String region, String role) {

    private static final String UNKNOWN = "none";

    /** A database elsewhere, or one that is hidden behind a name of its owner's. */
    static final RdsEndpoint NONE = new RdsEndpoint(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);

    private static final int LONGEST_URL = 4096;
    private static final Pattern MENTIONS_AWS = Pattern.compile("(?i)amazonaws\\.|c2s\\.");
    private static final Pattern DOMAIN =
            Pattern.compile("\\.(?:amazonaws\\.(?:com\\.cn|com|au|eu|uk)|s?c2s\\.(?:ic|sgov)\\.gov)\\.?$");
    private static final Pattern ENDPOINT = Pattern.compile("(?<name>[a-z][a-z0-9-]*)(?<proxy>\\.endpoint)?"
            + "\\.(?<kind>cluster-ro-|cluster-custom-|cluster-|proxy-|shardgrp-|global-)?(?<hash>[a-z0-9]+)"
            + "\\.(?:(?<region>[a-z0-9-]+)\\.rds(?:-fips)?|rds(?:-fips)?\\.(?<last>[a-z0-9-]+))");
    private static final Pattern BLUE_GREEN = Pattern.compile("-green-[0-9a-z]{6}$|-old1$");
    private static final Pattern HOST_IN_PARENTHESES = Pattern.compile("\\bhost\\s*=\\s*([^),]+)");

    /** Reads a URL of any driver; wrappers' prefixes and drivers' modes before the {@code //} don't matter. */
    static RdsEndpoint ofUrl(String url) {
        if (url.length() > LONGEST_URL || !MENTIONS_AWS.matcher(url).find()) {
            return NONE;
        }
        RdsEndpoint all = null;
        for (String host : hosts(url.toLowerCase(Locale.ROOT))) {
            RdsEndpoint next = ofHost(host);
            all = all == null ? next : all.and(next);
        }
        return all == null ? NONE : all;
    }

    /** What is true of both. */
    RdsEndpoint and(RdsEndpoint other) {
        return new RdsEndpoint(
                common(cluster, other.cluster),
                common(instance, other.instance),
                common(region, other.region),
                common(role, other.role));
    }

    private static String common(String one, String other) {
        return one.equals(other) ? one : UNKNOWN;
    }

    private static List<String> hosts(String url) {
        int start = url.indexOf("//");
        if (start < 0) {
            return List.of();
        }
        int end = start + 2;
        while (end < url.length() && "/?;#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String authority = url.substring(start + 2, end);
        List<String> hosts = new ArrayList<>();
        Matcher named = HOST_IN_PARENTHESES.matcher(authority);
        while (named.find()) {
            hosts.add(named.group(1));
        }
        if (hosts.isEmpty()) {
            for (String each :
                    authority.substring(authority.lastIndexOf('@') + 1).split(",", -1)) {
                int port = each.indexOf(':');
                hosts.add(port < 0 ? each : each.substring(0, port));
            }
        }
        return hosts;
    }

    private static RdsEndpoint ofHost(String host) {
        Matcher domain = DOMAIN.matcher(host.strip());
        if (!domain.find()) {
            return NONE;
        }
        Matcher endpoint = ENDPOINT.matcher(host.strip().substring(0, domain.start()));
        if (!endpoint.matches()) {
            return NONE;
        }
        String name = BLUE_GREEN.matcher(endpoint.group("name")).replaceFirst("");
        String region = endpoint.group(endpoint.group("region") == null ? "last" : "region");
        String kind = endpoint.group("kind") == null ? "" : endpoint.group("kind");
        if (endpoint.group("proxy") != null) {
            return kind.equals("proxy-") ? new RdsEndpoint(UNKNOWN, UNKNOWN, region, "proxy") : NONE;
        }
        return switch (kind) {
            case "" -> new RdsEndpoint(UNKNOWN, name, region, "instance");
            case "cluster-" -> new RdsEndpoint(name, UNKNOWN, region, "writer");
            case "cluster-ro-" -> new RdsEndpoint(name, UNKNOWN, region, "reader");
            case "cluster-custom-" -> new RdsEndpoint(UNKNOWN, UNKNOWN, region, "custom");
            case "proxy-" -> new RdsEndpoint(UNKNOWN, UNKNOWN, region, "proxy");
            case "shardgrp-" -> new RdsEndpoint(UNKNOWN, UNKNOWN, region, "limitless");
            default -> new RdsEndpoint(name, UNKNOWN, UNKNOWN, "global-writer");
        };
    }
}
