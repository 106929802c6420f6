package io.github.sqldatabricks.bridge.databricks;

/** A finished file on its way into the folder. One thread uses it at a time. */
sealed interface StagedFile permits MultipartFile, SpooledFile {

    /** Its name in the folder. */
    String name();

    /** Its size in bytes. */
    long length();

    /** Makes it visible under its name; a second call after a success does nothing. */
    void complete(AbortSignal signal);

    /**
     * Whether an answer was lost, so that only a look into the folder can tell that {@link #complete} has worked: the
     * file has to be there and to be another one than before.
     */
    boolean assumed();

    /** Frees what it holds here. Never throws. */
    void forgetLocal();

    /** Removes what it left in the workspace, visible or not. @throws RuntimeException when the workspace refuses */
    void discardRemote(AbortSignal signal);
}
