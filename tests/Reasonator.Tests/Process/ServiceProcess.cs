using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Reasonator.Tests.Process;

/// <summary>The real binary, started as an operator starts it; whatever happens it does not outlive the test.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly string[] Inherited = ["ENV", "PORT", "MODEL", "MODELS_DIR", "SENTRY_DSN", "FLAG_REASONATOR", "ASPNETCORE_URLS", "CACHE_BYTES", "DATABASE_URL", "ROW_BUDGET"];

    private readonly System.Diagnostics.Process _process;

    private ServiceProcess(System.Diagnostics.Process process, int port, bool read)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(40) };
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
    public static ServiceProcess Serve(IReadOnlyDictionary<string, string>? environment = null, bool read = true, string? output = null)
    {
        var port = FreePort();
        return Start(["--urls", $"http://127.0.0.1:{port}"], environment, port, read, output);
    }

    public static ServiceProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null, int port = 0, bool read = true, string? output = null)
    {
        string[] line = output is null ? [Binary, .. arguments] : ["bash", "-c", $"exec \"$0\" \"$@\" > {output}", Binary, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var name in start.Environment.Keys.Where(k => Inherited.Contains(k) || k.StartsWith("INFISICAL_") || k.StartsWith("CF_ACCESS_") || k.StartsWith("OTEL_")).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ServiceProcess(System.Diagnostics.Process.Start(start)!, port, read);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Asks health until the answer is as wanted; the process must not end meanwhile.</summary>
    public async Task<HttpResponseMessage> HealthAsync(Func<HttpResponseMessage, string, bool> wanted, CancellationToken stop)
    {
        while (true)
        {
            Assert.False(_process.HasExited, string.Join('\n', Errors.Concat(Output)));
            try
            {
                var response = await Client.GetAsync("/v1/health", stop);
                if (wanted(response, await response.Content.ReadAsStringAsync(stop)))
                {
                    return response;
                }
            }
            catch (HttpRequestException)
            {
                // Not bound yet.
            }

            await Task.Delay(5, stop);
        }
    }

    public Task<HttpResponseMessage> ReadyAsync(CancellationToken stop) => HealthAsync((r, _) => r.IsSuccessStatusCode, stop);

    /// <summary>Reads its standard output from now on.</summary>
    public void Read() => _process.BeginOutputReadLine();

    public void Terminate() => Signal("TERM");

    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>As a machine that goes away: SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task<int> ExitAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Client.Dispose();
    }

    private void Signal(string name) => System.Diagnostics.Process.Start("kill", [$"-{name}", _process.Id.ToString()]).WaitForExit();

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
