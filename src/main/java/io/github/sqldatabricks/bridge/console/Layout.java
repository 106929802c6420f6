package io.github.sqldatabricks.bridge.console;

/**
 * What stands around the content of a page.
 *
 * @param base the path of the console as this browser sees it, without a slash at its end
 * @param title what this is, for the tab
 * @param section which entry of the navigation is the present one; empty for none
 * @param user who it is; empty before log-in
 * @param admin whether pages for administrators are shown
 * @param extracts whether it is shown what can be extracted
 * @param session whether there is one that can be ended: none while nobody needs a token
 * @param theme {@code light}, {@code dark}, or empty for the system's
 * @param live whether a stream keeps the page current
 */
public record Layout(
        String base,
        String title,
        String section,
        String user,
        boolean admin,
        boolean extracts,
        boolean session,
        String theme,
        boolean live,
        Assets assets) {

    /** Where a file of the console is. */
    public String asset(String name) {
        return base + assets.path(name);
    }

    /** How the navigation marks its entry. */
    public boolean isAt(String entry) {
        return section.equals(entry);
    }
}
