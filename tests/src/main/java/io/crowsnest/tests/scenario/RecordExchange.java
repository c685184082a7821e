package io.crowsnest.tests.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends ten records to the broker at {@code args[0]}, reads them back and prints them. */
public final class RecordExchange {
    private RecordExchange() {}

    public static void main(String[] args) throws Exception {
        Map<String, Object> broker = Map.of("bootstrap.servers", args[0], "auto.offset.reset", "earliest");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(broker, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>("numbers", 0, null, "record " + i))
                        .get();
            }
        }
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(broker, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("numbers", 0);
            consumer.assign(List.of(partition));
            Instant deadline = Instant.now().plusSeconds(30);
            int read = 0;
            while (read < 10 && Instant.now().isBefore(deadline)) {
                for (ConsumerRecord<String, String> received : consumer.poll(Duration.ofSeconds(1))) {
                    System.out.println(received.value());
                    read++;
                }
            }
        }
    }
}
