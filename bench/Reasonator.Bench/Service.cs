using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Reasonator.Bench;

/// <summary>The published apphost, started bare as a user starts it.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly Process _process;

    private Service(Process process, int port)
    {
        _process = process;
        Port = port;
        // Read away from the first line on: a full pipe blocks the service, which logs a line a request.
        process.OutputDataReceived += (_, e) => KeepRefusal(e.Data);
        process.BeginOutputReadLine();
    }

    public int Port { get; }

    public int Id => _process.Id;

    /// <summary>Its exit code, when it has ended by itself.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>What it said of faults.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Process start to the first answer of health.</summary>
    public TimeSpan Bound { get; private set; }

    /// <summary>Process start to the first 200 of health.</summary>
    public TimeSpan Ready { get; private set; }

    /// <summary>Milliseconds that the service itself took for each refusal, from its log.</summary>
    public ConcurrentQueue<double> Refusals { get; } = new();

    /// <param name="model">The folder of the model to serve; null for the embedded one.</param>
    /// <param name="remembers">False when texts come again and again, and every one must run.</param>
    /// <param name="database">Its DATABASE_URL; null for none.</param>
    /// <param name="core">The only core it may use; null for all.</param>
    /// <param name="before">The beginning of the command line that starts it, which must become it in the end (exec).</param>
    /// <param name="environment">What else it finds in its environment.</param>
    public static async Task<Service> StartAsync(
        string? model = null, bool remembers = false, string? database = null, int? core = null, string[]? before = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var path = Path.Combine(Corpus.Root, "src", "Reasonator", "bin", "publish", "Reasonator");
        var port = FreePort();
        var clock = Stopwatch.StartNew();
        string[] line = [path, "--urls", $"http://127.0.0.1:{port}"];
        line = core is null ? line : ["taskset", "--cpu-list", $"{core}", .. line];
        line = [.. before ?? [], .. line];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true };
        if (!remembers)
        {
            start.Environment["CACHE_BYTES"] = "0";
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        start.Environment.Remove("DATABASE_URL");
        if (database is not null)
        {
            start.Environment["DATABASE_URL"] = database;
        }

        if (model is not null)
        {
            start.Environment["MODELS_DIR"] = Path.GetDirectoryName(Path.GetFullPath(model));
            start.Environment["MODEL"] = Path.GetFileName(Path.GetFullPath(model));
        }

        var process = Process.Start(start)
            ?? throw new InvalidOperationException($"{path} did not start: publish it first.");
        var service = new Service(process, port);
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync($"http://127.0.0.1:{port}/v1/health");
                service.Bound = service.Bound == default ? clock.Elapsed : service.Bound;
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    service.Ready = clock.Elapsed;
                    return service;
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(2);
            }
        }
    }

    /// <summary>A field of /proc/PID/status such as VmRSS or VmHWM, in MB (2^20 bytes).</summary>
    public double Megabytes(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal));
        return double.Parse(line[(field.Length + 1)..].Replace("kB", "").Trim()) / 1024;
    }

    /// <summary>Seconds of CPU since its start.</summary>
    public double CpuSeconds()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>As a machine that goes away: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    private void KeepRefusal(string? line)
    {
        if (line is not null && (line.Contains(" ERR ") || line.Contains(" FTL ") || line.Contains("lines of this log")))
        {
            Log.Enqueue(line);
        }

        const string mark = "/v1/score 429 in ";
        if (line?.IndexOf(mark, StringComparison.Ordinal) is { } at and >= 0)
        {
            Refusals.Enqueue(double.Parse(line[(at + mark.Length)..].Replace(" ms", ""), CultureInfo.InvariantCulture));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
