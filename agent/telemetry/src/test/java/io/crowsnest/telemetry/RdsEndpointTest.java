package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RdsEndpointTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        jdbc:postgresql://orders.abc123xyz.eu-west-1.rds.amazonaws.com:5432/shop                  | none   | orders   | eu-west-1      | instance
        jdbc:postgresql://orders.abc123xyz.eu-west-1.rds.amazonaws.com                            | none   | orders   | eu-west-1      | instance
        jdbc:postgresql://orders.abc123xyz.eu-west-1.rds.amazonaws.com./shop                      | none   | orders   | eu-west-1      | instance
        jdbc:postgresql://ORDERS.ABC123XYZ.EU-WEST-1.RDS.AMAZONAWS.COM/shop                       | none   | orders   | eu-west-1      | instance
        jdbc:postgresql://orders-2.abc123xyz.us-gov-west-1.rds.amazonaws.com/shop                 | none   | orders-2 | us-gov-west-1  | instance
        jdbc:postgresql://orders.abc123xyz.us-gov-west-1.rds-fips.amazonaws.com/shop              | none   | orders   | us-gov-west-1  | instance
        jdbc:postgresql://orders.cluster-abc123xyz.eu-west-1.rds.amazonaws.com:5432/shop          | orders | none     | eu-west-1      | writer
        jdbc:postgresql://orders.cluster-abc123xyz.eu-west-1.rds.amazonaws.com.:5432/shop         | orders | none     | eu-west-1      | writer
        jdbc:postgresql://orders.cluster-abc123xyz.us-east-1.rds-fips.amazonaws.com/shop          | orders | none     | us-east-1      | writer
        jdbc:postgresql://orders.cluster-ro-abc123xyz.eu-west-1.rds.amazonaws.com/shop            | orders | none     | eu-west-1      | reader
        jdbc:postgresql://orders.cluster-ro-abc123xyz.eu-west-1.rds.amazonaws.com/a?user=x&b=//c  | orders | none     | eu-west-1      | reader
        jdbc:postgresql://reports.cluster-custom-abc123xyz.eu-west-1.rds.amazonaws.com/shop       | none   | none     | eu-west-1      | custom
        jdbc:postgresql://orders.proxy-abc123xyz.eu-west-1.rds.amazonaws.com/shop                 | none   | none     | eu-west-1      | proxy
        jdbc:postgresql://mine.endpoint.proxy-abc123xyz.eu-west-1.rds.amazonaws.com/shop          | none   | none     | eu-west-1      | proxy
        jdbc:postgresql://orders.shardgrp-abc123xyz.eu-west-1.rds.amazonaws.com/shop              | none   | none     | eu-west-1      | limitless
        jdbc:postgresql://orders.global-abc123xyz.global.rds.amazonaws.com/shop                   | orders | none     | none           | global-writer
        jdbc:postgresql://orders.abc123xyz.rds.cn-north-1.amazonaws.com.cn/shop                   | none   | orders   | cn-north-1     | instance
        jdbc:postgresql://orders.cluster-abc123xyz.rds.cn-north-1.amazonaws.com.cn/shop           | orders | none     | cn-north-1     | writer
        jdbc:postgresql://orders.cluster-ro-abc123xyz.rds.cn-northwest-1.amazonaws.com.cn./shop   | orders | none     | cn-northwest-1 | reader
        jdbc:postgresql://orders.cluster-abc123xyz.cn-north-1.rds.amazonaws.com.cn/shop           | orders | none     | cn-north-1     | writer
        jdbc:postgresql://orders.proxy-abc123xyz.rds.cn-north-1.amazonaws.com.cn/shop             | none   | none     | cn-north-1     | proxy
        jdbc:postgresql://mine.endpoint.proxy-abc123xyz.rds.cn-north-1.amazonaws.com.cn/shop      | none   | none     | cn-north-1     | proxy
        jdbc:postgresql://orders.abc123xyz.eusc-de-east-1.rds.amazonaws.eu/shop                   | none   | orders   | eusc-de-east-1 | instance
        jdbc:postgresql://orders.cluster-abc123xyz.rds.us-iso-east-1.c2s.ic.gov/shop              | orders | none     | us-iso-east-1  | writer
        jdbc:postgresql://orders.cluster-abc123xyz.rds.us-isob-east-1.sc2s.sgov.gov/shop          | orders | none     | us-isob-east-1 | writer
        jdbc:postgresql://orders-green-a1b2c3.abc123xyz.eu-west-1.rds.amazonaws.com/shop          | none   | orders   | eu-west-1      | instance
        jdbc:postgresql://orders-green-a1b2c3.cluster-abc123xyz.eu-west-1.rds.amazonaws.com/shop  | orders | none     | eu-west-1      | writer
        jdbc:postgresql://orders-old1.cluster-ro-abc123xyz.eu-west-1.rds.amazonaws.com/shop       | orders | none     | eu-west-1      | reader
        jdbc:postgresql://orders-greenish.abc123xyz.eu-west-1.rds.amazonaws.com/shop              | none   | orders-greenish | eu-west-1 | instance
        jdbc:aws-wrapper:postgresql://orders.cluster-abc123xyz.eu-west-1.rds.amazonaws.com/shop   | orders | none     | eu-west-1      | writer
        jdbc:aws-wrapper:mysql://orders.cluster-abc123xyz.eu-west-1.rds.amazonaws.com:3306/shop   | orders | none     | eu-west-1      | writer
        jdbc:p6spy:aws-wrapper:mysql://orders.cluster-ro-abc123xyz.eu-west-1.rds.amazonaws.com/a  | orders | none     | eu-west-1      | reader
        jdbc:mysql://shop:secret@orders.cluster-abc123xyz.eu-west-1.rds.amazonaws.com:3306/shop   | orders | none     | eu-west-1      | writer
        jdbc:mysql://address=(host=orders.cluster-abc123xyz.eu-west-1.rds.amazonaws.com)(port=1)/ | orders | none     | eu-west-1      | writer
        jdbc:mysql://(host=orders.cluster-abc123xyz.eu-west-1.rds.amazonaws.com,port=3306)/shop   | orders | none     | eu-west-1      | writer
        jdbc:mariadb:aurora//orders.cluster-abc123xyz.eu-west-1.rds.amazonaws.com/shop            | orders | none     | eu-west-1      | writer
        jdbc:sqlserver://orders.abc123xyz.eu-west-1.rds.amazonaws.com:1433;encrypt=true           | none   | orders   | eu-west-1      | instance
        jdbc:oracle:thin:@//orders.abc123xyz.eu-west-1.rds.amazonaws.com:1521/ORCL                | none   | orders   | eu-west-1      | instance
        jdbc:postgresql://a.abc123xyz.eu-west-1.rds.amazonaws.com:1,b.abc123xyz.eu-west-1.rds.amazonaws.com:2/shop                 | none   | none | eu-west-1 | instance
        jdbc:mysql:replication://o.cluster-abc123xyz.eu-west-1.rds.amazonaws.com,o.cluster-ro-abc123xyz.eu-west-1.rds.amazonaws.com/ | o    | none | eu-west-1 | none
        jdbc:postgresql://a.cluster-abc.eu-west-1.rds.amazonaws.com,a.cluster-def.us-east-1.rds.amazonaws.com/shop                 | a      | none | none      | writer
        jdbc:postgresql://a.abc123xyz.eu-west-1.rds.amazonaws.com,localhost/shop                  | none   | none     | none           | none
        jdbc:postgresql://localhost:5432/shop                                                     | none   | none     | none           | none
        jdbc:postgresql://10.0.0.7/shop                                                           | none   | none     | none           | none
        jdbc:postgresql://[::1]:5432/shop                                                         | none   | none     | none           | none
        jdbc:postgresql:shop                                                                      | none   | none     | none           | none
        jdbc:h2:mem:amazonaws.com                                                                 | none   | none     | none           | none
        jdbc:postgresql://orders.example.com/shop                                                 | none   | none     | none           | none
        jdbc:postgresql://queue.eu-west-1.sqs.amazonaws.com/shop                                  | none   | none     | none           | none
        jdbc:postgresql://x.y.cluster-abc123xyz.eu-west-1.rds.amazonaws.com/shop                  | none   | none     | none           | none
        jdbc:postgresql://orders.abc123xyz.eu-west-1.rds.amazonaws.com.evil.example/shop          | none   | none     | none           | none
        """)
    void the_host_names_tell_what_is_known(String url, String cluster, String instance, String region, String role) {
        assertThat(RdsEndpoint.ofUrl(url)).isEqualTo(new RdsEndpoint(cluster, instance, region, role));
    }

    @Test
    void a_huge_url_is_not_read() {
        assertThat(RdsEndpoint.ofUrl("jdbc:postgresql://" + "a".repeat(1 << 20) + ".abc.eu-west-1.rds.amazonaws.com"))
                .isEqualTo(RdsEndpoint.NONE);
    }
}
