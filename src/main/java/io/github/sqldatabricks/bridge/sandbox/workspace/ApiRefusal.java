package io.github.sqldatabricks.bridge.sandbox.workspace;

/** Ends the handling of a call with an error answer. */
final class ApiRefusal extends RuntimeException {

    private final transient Answer answer;

    ApiRefusal(Answer answer) {
        super("refused with " + answer.status(), null, false, false);
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }
}
