package io.crowsnest.dogstatsd;

import io.crowsnest.dogstatsd.Message.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the Agent takes and a sender should not send, because it would be rewritten, dropped later, or taken for something else. */
final class Tidiness {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.]{0,199}");
    private static final int LONGEST_TAG = 200;

    private Tidiness() {}

    static List<String> complaints(Message message) {
        List<String> complaints = new ArrayList<>();
        for (String tag : message.tags()) {
            if (tag.isEmpty() || tag.startsWith(":") || tag.endsWith(":")) {
                complaints.add("empty tag, key or value: " + tag);
            }
            if (tag.length() > LONGEST_TAG) {
                complaints.add("tag too long: " + tag);
            }
            if (tag.chars().anyMatch(Character::isISOControl)) {
                complaints.add("control character in tag: " + tag);
            }
        }
        if (message instanceof Sample sample) {
            if (!NAME.matcher(sample.name()).matches()) {
                complaints.add("not a name of Datadog: " + sample.name());
            }
            if (sample.values().stream().anyMatch(value -> !Double.isFinite(value))) {
                complaints.add("not a finite number: " + sample);
            }
            if (!(sample.rate() > 0 && sample.rate() <= 1)) {
                complaints.add("not a sample rate: " + sample);
            }
        }
        return complaints;
    }
}
