using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Reasonator.Bench;

/// <summary>The published apphost, started bare as a user starts it.</summary>
internal sealed class Service : Server
{
    private Service(Process process, ReservedPort port)
        : base(process, port)
    {
        // Read away from the first line on: a full pipe blocks the service, which logs a line a request.
        process.OutputDataReceived += (_, e) => KeepRefusal(e.Data);
        process.BeginOutputReadLine();
    }

    public static string Program { get; } = Path.Combine(Corpus.Root, "src", "Reasonator", "bin", "publish", "Reasonator");

    /// <summary>What it said of faults.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Process start to the first answer of health.</summary>
    public TimeSpan Bound { get; private set; }

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
        var port = new ReservedPort();
        var clock = Stopwatch.StartNew();
        string[] line = [Program, "--urls", $"http://127.0.0.1:{port}"];
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
            ?? throw new InvalidOperationException($"{Program} did not start: publish it first.");
        var service = new Service(process, port);
        await service.BecomeReadyAsync(clock, process);
        return service;
    }

    private async Task BecomeReadyAsync(Stopwatch clock, Process process)
    {
        using var client = new HttpClient();
        var last = "nothing";
        while (clock.Elapsed < ProcessExtensions.Deadline)
        {
            try
            {
                using var answer = await client.GetAsync($"http://127.0.0.1:{Port}/v1/health");
                Bound = Bound == default ? clock.Elapsed : Bound;
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    Ready = clock.Elapsed;
                    return;
                }

                last = await answer.Content.ReadAsStringAsync();
                if (last.Contains("\"failed\"", StringComparison.Ordinal))
                {
                    break;
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(2);
            }
        }

        await DisposeAsync();
        throw new InvalidOperationException($"{Program} is not ready: health says {last}.");
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
}
