using System.Diagnostics;
using System.Text.Json;
using Reasonator.Tests.Ops;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Uploads;

/// <summary>A person with a file, a terminal and the real binary.</summary>
internal sealed class Submission : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reasonator-submit-").FullName;

    public Submission(string name, string content)
    {
        Input = Path.Combine(_folder, name);
        File.WriteAllText(Input, content);
    }

    public string Input { get; }

    public string Results => $"{Input}.scores.ndjson";

    /// <summary>The results' ids as they stand in the file.</summary>
    public IEnumerable<string> Ids => File.ReadLines(Results).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!);

    /// <summary>Lines of JSON with ids n0, n1, …</summary>
    public static Submission Of(int items) => new("in.ndjson", Lines(items));

    public static string Lines(int items, string text = "Company {0} raises guidance after a record quarter") =>
        string.Concat(Enumerable.Range(0, items).Select(i => JsonSerializer.Serialize(new { source = new { i }, id = $"n{i}", text = string.Format(text, i) }) + "\n"));

    public static IEnumerable<string> IdsOf(int items) => Enumerable.Range(0, items).Select(i => $"n{i}");

    /// <summary>Starts <c>batch submit</c>.</summary>
    public ServiceProcess Start(Uri url, params string[] options) => ServiceProcess.Start(
        ["batch", "submit", Input, "--url", url.GetLeftPart(UriPartial.Authority), .. options], new Dictionary<string, string> { ["RACK_SERVICE_TOKEN"] = "dev" });

    /// <summary>Runs it to its end.</summary>
    public Task<OpsAnswer> RunAsync(Uri url, params string[] options) => CommandAsync(["batch", "submit", Input, "--url", url.GetLeftPart(UriPartial.Authority), .. options]);

    public static Task<OpsAnswer> CommandAsync(string[] arguments, string? token = "dev") =>
        OpsProcess.RunAsync(arguments, token is null ? [] : new Dictionary<string, string> { ["RACK_SERVICE_TOKEN"] = token });

    /// <summary>Waits until so many results are in the file. Each thousand has a deadline of its own: a loaded machine scores 75 a second.</summary>
    public async Task WrittenAsync(int lines, CancellationToken stop)
    {
        const int step = 1000;
        for (var written = 0; written < lines;)
        {
            var next = Math.Min(written + step, lines);
            written = await Eventually.SeesAsync(
                $"{next} results are in the file", async () => File.Exists(Results) ? await CountAsync(stop) : 0, count => count >= next, stop);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // By another program: this one's own would be kept away by the lock, as a second run is.
    private async Task<int> CountAsync(CancellationToken stop)
    {
        using var count = System.Diagnostics.Process.Start(new ProcessStartInfo("wc", ["-l", Results]) { RedirectStandardOutput = true })!;
        return int.Parse((await count.StandardOutput.ReadToEndAsync(stop)).Split(' ')[0]);
    }
}
