package org.h2.jdbc;

import java.util.List;

/** Not the class that hooks for this name were made for. */
public final class JdbcStatement {

    public int answer(List<Integer> numbers) {
        return numbers.size();
    }
}
