package io.crowsnest.node;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * For a node that lacks the module {@code analysis-common}: the three parts of it that the index of users and roles wants, made of
 * the same Lucene classes. Compiled by the test against the node itself.
 */
public final class AnalysisStandIn extends Plugin implements AnalysisPlugin {

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
                "pattern_capture",
                AnalysisPlugin.requiresAnalysisSettings((index, environment, name, settings) -> {
                    List<Pattern> patterns = settings.getAsList("patterns").stream()
                            .map(Pattern::compile)
                            .toList();
                    boolean original = settings.getAsBoolean("preserve_original", true);
                    return new AbstractTokenFilterFactory(name, settings) {
                        @Override
                        public TokenStream create(TokenStream tokens) {
                            return new PatternCaptureGroupTokenFilter(
                                    tokens, original, patterns.toArray(new Pattern[0]));
                        }
                    };
                }),
                "unique",
                (index, environment, name, settings) -> new AbstractTokenFilterFactory(name, settings) {
                    @Override
                    public TokenStream create(TokenStream tokens) {
                        return new RemoveDuplicatesTokenFilter(tokens);
                    }
                });
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of(
                "uax_url_email",
                (index, environment, name, settings) ->
                        TokenizerFactory.newFactory(name, UAX29URLEmailTokenizer::new));
    }
}
