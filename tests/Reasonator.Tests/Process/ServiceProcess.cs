using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reasonator.Tests.Process;

/// <summary>The real binary, started as an operator starts it; whatever happens it does not outlive the test.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly string[] Inherited = ["ENV", "PORT", "MODEL", "MODELS_DIR", "SENTRY_DSN", "FLAG_REASONATOR", "ASPNETCORE_URLS", "CACHE_BYTES", "DATABASE_URL", "ROW_BUDGET"];

    private readonly System.Diagnostics.Process _process;
    private readonly ITestOutputHelper? _log = TestContext.Current.TestOutputHelper;
    private ReservedPort? _port;

    private ServiceProcess(System.Diagnostics.Process process, int port, bool read)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Eventually.Deadline };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", "dev");
        _process.OutputDataReceived += (_, e) => Keep(Output, e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(Errors, e.Data);
        _process.BeginErrorReadLine();
        if (read)
        {
            Read();
        }
    }

    public static string Binary { get; } = Path.Combine(AppContext.BaseDirectory, "Reasonator");

    public HttpClient Client { get; }

    public ConcurrentQueue<string> Output { get; } = new();

    public ConcurrentQueue<string> Errors { get; } = new();

    public int Id => _process.Id;

    /// <summary>Starts <c>serve</c> on a free loopback port.</summary>
    /// <param name="environment">What it finds in its environment.</param>
    /// <param name="read">False when nobody reads its standard output.</param>
    /// <param name="output">The file that its standard output goes to; null for a pipe.</param>
    /// <param name="network">The network namespace that it lives in; null for the test's own.</param>
    public static ServiceProcess Serve(IReadOnlyDictionary<string, string>? environment = null, bool read = true, string? output = null, string? network = null)
    {
        var port = new ReservedPort();
        var service = Start(["--urls", $"http://127.0.0.1:{port}"], environment, port.Number, read, output, network);
        service._port = port;
        return service;
    }

    public static ServiceProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null, int port = 0, bool read = true, string? output = null, string? network = null)
    {
        string[] line = output is null ? [Binary, .. arguments] : ["bash", "-c", $"exec \"$0\" \"$@\" > {output}", Binary, .. arguments];
        line = network is null ? line : ["ip", "netns", "exec", network, .. line];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        Forget(start);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = System.Diagnostics.Process.Start(start)!;
        // Nobody types: what reads its standard input finds the end of it.
        process.StandardInput.Close();
        return new ServiceProcess(process, port, read);
    }

    /// <summary>Starts a command line with nothing in its environment but the paths of programs and what is given.</summary>
    public static ServiceProcess StartBare(string[] line, IReadOnlyDictionary<string, string> environment, int port = 0)
    {
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var name in start.Environment.Keys.Except(["PATH", "DOTNET_ROOT"]).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ServiceProcess(System.Diagnostics.Process.Start(start)!, port, read: true);
    }

    /// <summary>Removes the settings of whoever runs the tests from a process's environment.</summary>
    public static void Forget(ProcessStartInfo start)
    {
        string[] prefixes = ["INFISICAL_", "CF_ACCESS_", "OTEL_"];
        foreach (var name in start.Environment.Keys.Where(k => Inherited.Contains(k) || Array.Exists(prefixes, k.StartsWith)).ToList())
        {
            start.Environment.Remove(name);
        }
    }

    /// <summary>
    /// Asks health until the answer is as wanted. Fails when the process ends before. The state must be one that stays: one
    /// that passes, such as <c>warming_up</c>, is held by the test (a vault that answers when told).
    /// </summary>
    public Task<HttpResponseMessage> HealthAsync(string what, Func<HttpResponseMessage, string, bool> wanted, CancellationToken stop)
    {
        var last = "";
        return Eventually.SeesAsync(
            what,
            async () =>
            {
                Assert.False(_process.HasExited, $"The process ended while this was waited for: {what}. {Said()}");
                try
                {
                    var response = await Client.GetAsync("/v1/health", stop);
                    last = await response.Content.ReadAsStringAsync(stop);
                    return wanted(response, last) ? response : null!;
                }
                catch (HttpRequestException e)
                {
                    // Not bound yet.
                    last = e.Message;
                    return null!;
                }
            },
            response => response is not null,
            stop,
            () => last);
    }

    public Task<HttpResponseMessage> ReadyAsync(CancellationToken stop) => HealthAsync("health is 200", (r, _) => r.IsSuccessStatusCode, stop);

    /// <summary>Waits until standard output and standard error hold so many lines with this phrase. Returns the first.</summary>
    public async Task<string> SaysAsync(string phrase, CancellationToken stop, int times = 1)
    {
        IEnumerable<string> Lines() => Output.Concat(Errors).Where(line => line.Contains(phrase, StringComparison.Ordinal));
        await Eventually.TrueAsync($"the process says '{phrase}' {times} times", () => Lines().Count() >= times, stop, Said);
        return Lines().First();
    }

    /// <summary>Reads its standard output from now on.</summary>
    public void Read() => _process.BeginOutputReadLine();

    // Numbers of signal(7).
    public void Terminate() => Signal(15);

    public void Freeze() => Signal(19);

    public void Thaw() => Signal(18);

    /// <summary>As a machine that goes away: SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for the end of the process and of what it said. Returns the exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken stop)
    {
        await Eventually.EndsAsync("the process ends", _process.WaitForExitAsync(stop), stop, Said);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        // Shown for a test that fails, by the runner.
        _log?.WriteLine(Said());
        _process.Dispose();
        _port?.Dispose();
        Client.Dispose();
    }

    private string Said() => string.Join('\n', Errors.Concat(Output));

    // Not the program of that name: on a loaded machine its start takes longer than the moment that a test has caught.
    private void Signal(int number)
    {
        // The process may have ended by itself.
        _ = Kill(_process.Id, number);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
