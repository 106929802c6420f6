package io.github.sqldatabricks.bridge.messaging.kafka;

/** A message that no process can ever do anything with; it goes to the dead-letter topic, with this text in a header. */
final class PoisonMessage extends RuntimeException {

    /** @param why without values of the message */
    PoisonMessage(String why) {
        super("A message of the topic is none of the bridge's: " + why + ".");
    }
}
