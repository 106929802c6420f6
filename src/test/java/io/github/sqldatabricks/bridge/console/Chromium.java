package io.github.sqldatabricks.bridge.console;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser without a window: Debian's chromium, driven by its chromedriver. */
public final class Chromium implements AutoCloseable {

    private static final Path BROWSER = Path.of(System.getProperty("bridge.chromium", "/usr/bin/chromium"));
    private static final Path DRIVER = Path.of(System.getProperty("bridge.chromedriver", "/usr/bin/chromedriver"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_TABS = 200;
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    private final ChromeDriver driver;
    private final String root;

    /** Whether there is one on this machine. */
    public static boolean isThere() {
        return Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER);
    }

    /** Opens it; {@code root} is the service's address, without a slash at its end. */
    public Chromium(String root) {
        this(root, new ChromeOptions());
    }

    /** One that runs no scripts of pages. */
    public static Chromium withoutScripts(String root) {
        ChromeOptions options = new ChromeOptions();
        options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
        return new Chromium(root, options);
    }

    private Chromium(String root, ChromeOptions options) {
        options.setBinary(BROWSER.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--hide-scrollbars",
                "--lang=en");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        this.driver = new ChromeDriver(service, options);
        this.root = root;
        size(1280, 900);
    }

    /** Opens a page. */
    public Chromium open(String path) {
        driver.get(root + path);
        return this;
    }

    /** Opens a page of another place. */
    public void visit(String uri) {
        driver.get(uri);
    }

    /** Asks for the page again. */
    public void reload() {
        driver.navigate().refresh();
    }

    /** Goes to the page before. */
    public void back() {
        driver.navigate().back();
    }

    /** Forgets all cookies, and so its session. */
    public void forget() {
        driver.manage().deleteAllCookies();
    }

    /** Opens another tab, and turns to it. */
    public void openTab() {
        driver.switchTo().newWindow(WindowType.TAB);
    }

    /** Turns to a tab, by the order in which they were opened. */
    public void turnTo(int tab) {
        driver.switchTo().window(List.copyOf(driver.getWindowHandles()).get(tab));
    }

    /** Runs a script in each page that this tab opens, before those of the page. */
    public void before(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Types into what has the focus. */
    public void type(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Presses Tab until the element has the focus. */
    public void tabTo(String css) {
        for (int i = 0; i < MOST_TABS; i++) {
            if ((Boolean) run("return document.activeElement?.matches(arguments[0]) ?? false", css)) {
                return;
            }
            type(Keys.TAB);
        }
        throw new AssertionError(css + " is not reached by the Tab key");
    }

    /** Where it is, below the service's address. */
    public String path() {
        return driver.getCurrentUrl().substring(root.length());
    }

    /** The one element. */
    public WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** All of them. */
    public List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** The text of the whole page. */
    public String text() {
        return find("body").getText();
    }

    /** Waits until the element is there. */
    public WebElement await(String css) {
        return new WebDriverWait(driver, PATIENCE).until(now -> driver.findElement(By.cssSelector(css)));
    }

    /** The text of an element, as soon as it is there. */
    public String text(String css) {
        return there(css).until(now -> find(css).getText());
    }

    /** Clicks an element, as soon as it is there. */
    public void click(String css) {
        there(css).until(now -> {
            find(css).click();
            return true;
        });
    }

    /** The page may be replaced by the next one, or a part by its newer self, between two commands of the driver. */
    private WebDriverWait there(String css) {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE);
        wait.ignoring(StaleElementReferenceException.class)
                .withMessage(() -> css + " is not there; the page is " + text());
        return wait;
    }

    /** Waits until the element's text is this. */
    public void awaitText(String css, String text) {
        there(css)
                .withMessage(() -> css + " never became '" + text + "'; the page is " + text())
                .until(now -> all(css).stream().anyMatch(one -> one.getText().contains(text)));
    }

    /** Runs a script. */
    public Object run(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(script, arguments);
    }

    /** The window's size in pixels. */
    public void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
    }

    /** {@code light} or {@code dark}, as the system would say. */
    public void prefers(String theme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    /** What axe-core finds against WCAG 2.0 to 2.2, A and AA, in words; empty when there is nothing. */
    public List<String> violations() {
        return new AxeBuilder()
                .withTags(RULES).analyze(driver).getViolations().stream()
                        .map(Chromium::words)
                        .toList();
    }

    private static String words(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream().limit(3).map(node -> node.getHtml()).toList();
    }

    /** What the browser has complained of since the last call: errors of scripts, of the content security policy, of requests. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    /** Whether the page is wider than the window, which makes people scroll sideways. */
    public boolean isTooWide() {
        return (Boolean) run("return document.documentElement.scrollWidth > document.documentElement.clientWidth");
    }

    /** A picture of the page. */
    public void picture(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
