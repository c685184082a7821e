/**
 * A DogStatsD server for tests, as strict as the protocol (version 1.6) is written: the grammar follows the Datadog Agent's parser, the
 * weights of sampled values follow its aggregation.
 *
 * <pre>
 *   socket -> Grammar -> Message        what the Agent would take, and what it would refuse
 *                '-> Tidiness           what it takes and should not have to: names and tags that it rewrites or guesses at
 *                '-> Totals             what the Agent would make of it: counts and sums by series
 * </pre>
 */
package io.crowsnest.dogstatsd;
