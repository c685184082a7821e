package io.crowsnest.exporter.datadog;

import io.crowsnest.dogstatsd.Grammar;
import io.crowsnest.dogstatsd.Malformed;
import io.crowsnest.dogstatsd.Message;
import io.crowsnest.dogstatsd.Message.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines of a step, and what they mean. */
record StepResult(List<String> lines, List<Sample> samples) {

    static StepResult of(LineWriter writer) throws Malformed {
        String text = new String(writer.bytes(), 0, writer.length(), StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        List<Sample> samples = new ArrayList<>();
        for (String line : lines) {
            Message message = Grammar.parse(line.getBytes(StandardCharsets.UTF_8));
            samples.add((Sample) message);
        }
        return new StepResult(lines, samples);
    }

    long count() {
        return samples.stream()
                .mapToLong(sample -> sample.values().size() * (long) (1 / sample.rate()))
                .sum();
    }

    double sum() {
        return samples.stream()
                .mapToDouble(sample -> sample.values().stream()
                        .mapToDouble(value -> value * (1 / sample.rate()))
                        .sum())
                .sum();
    }

    double max() {
        return samples.stream()
                .flatMap(sample -> sample.values().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
    }
}
