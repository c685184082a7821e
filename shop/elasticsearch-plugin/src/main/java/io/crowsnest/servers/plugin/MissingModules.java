package io.crowsnest.servers.plugin;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.AbstractTokenizerFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.index.mapper.Mapper;
import org.elasticsearch.index.mapper.TextFieldMapper;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.MapperPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * Gives a node what is missing of the modules {@code analysis-common} and {@code mapper-extras}: the type of the texts in failure stores,
 * and the parts of the analyzer {@code email} of the index {@code .security}, so that it can be created and API keys be made:
 * <pre>
 *   tokenizer uax_url_email, then filters pattern_capture ("email"), lowercase (every node has that) and unique
 * </pre>
 * They have the names, and for these settings the effect, of those in Elasticsearch's own module {@code analysis-common}.
 */
public final class MissingModules extends Plugin implements AnalysisPlugin, MapperPlugin {

    /** The index of a failure store has texts of this type. It is a text that takes less space. */
    @Override
    public Map<String, Mapper.TypeParser> getMappers() {
        return Map.of("match_only_text", TextFieldMapper.PARSER);
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("uax_url_email", Addresses::new);
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
                "pattern_capture",
                AnalysisPlugin.requiresAnalysisSettings(Captures::new),
                "unique",
                (index, environment, name, settings) -> new Unique(name, settings));
    }

    /** Keeps addresses whole. */
    private static final class Addresses extends AbstractTokenizerFactory {

        private Addresses(IndexSettings index, Environment environment, String name, Settings settings) {
            super(index, settings, name);
        }

        @Override
        public Tokenizer create() {
            return new UAX29URLEmailTokenizer();
        }
    }

    /** One more token for each group of each of the {@code patterns}. */
    private static final class Captures extends AbstractTokenFilterFactory {
        private final boolean preserveOriginal;
        private final Pattern[] patterns;

        private Captures(IndexSettings index, Environment environment, String name, Settings settings) {
            super(name, settings);
            preserveOriginal = settings.getAsBoolean("preserve_original", true);
            patterns = settings.getAsList("patterns").stream()
                    .map(Pattern::compile)
                    .toArray(Pattern[]::new);
        }

        @Override
        public TokenStream create(TokenStream tokens) {
            return new PatternCaptureGroupTokenFilter(tokens, preserveOriginal, patterns);
        }
    }

    /** No token twice. */
    private static final class Unique extends AbstractTokenFilterFactory {

        private Unique(String name, Settings settings) {
            super(name, settings);
        }

        @Override
        public TokenStream create(TokenStream tokens) {
            return new UniqueTokens(tokens);
        }
    }
}
