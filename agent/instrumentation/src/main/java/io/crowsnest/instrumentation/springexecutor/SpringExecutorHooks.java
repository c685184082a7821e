package io.crowsnest.instrumentation.springexecutor;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.NamedExecutor;
import io.crowsnest.telemetry.NamedThreads;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

/**
 * Spring's task executors and schedulers make their thread pool in {@code initializeExecutor}, which gives it back. They are
 * called as Spring Boot calls them, by the name of the bean, which is only seen where it is set; without one by the prefix of
 * their threads, which every one has.
 */
@Instrumentation(
        id = "spring-executor",
        library = "org.springframework:spring-context",
        versions = "[5.3,8)",
        description = "threads, queue and tasks of each task executor and scheduler")
final class SpringExecutorHooks {

    private static final WeakIdentityMap<String> beanNames = new WeakIdentityMap<>();
    private static final WeakIdentityMap<NamedThreads<ThreadPoolExecutor>> executors = new WeakIdentityMap<>();

    private SpringExecutorHooks() {}

    @Around(
            type = "org.springframework.scheduling.concurrent.ExecutorConfigurationSupport",
            method = "setBeanName",
            args = "java.lang.String",
            exit = "")
    static void named(ExecutorConfigurationSupport self, @Nullable String name) {
        if (name != null) {
            beanNames.put(self, name);
        }
    }

    @OnReturn(
            type = {
                "org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor",
                "org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler"
            },
            method = "initializeExecutor")
    static void opened(Object self, @Nullable Object executor) {
        if (executor instanceof ThreadPoolExecutor threads) {
            NamedThreads<ThreadPoolExecutor> earlier =
                    executors.put(self, NamedExecutor.open(name((ExecutorConfigurationSupport) self), threads));
            if (earlier != null) {
                earlier.close();
            }
        }
    }

    @OnReturn(
            type = "org.springframework.scheduling.concurrent.ExecutorConfigurationSupport",
            method = "shutdown",
            args = {})
    static void closed(ExecutorConfigurationSupport self) {
        NamedThreads<ThreadPoolExecutor> executor = executors.remove(self);
        if (executor != null) {
            executor.close();
        }
    }

    private static String name(ExecutorConfigurationSupport self) {
        String bean = beanNames.get(self);
        if (bean != null) {
            return bean;
        }
        String prefix = self.getThreadNamePrefix();
        return prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
}
