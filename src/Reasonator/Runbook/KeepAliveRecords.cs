using System.Text.Json;

namespace Reasonator.Runbook;

/// <summary>What the keep-alive workflow saw of health in one environment: NDJSON, a line a probe.</summary>
/// <param name="Probes">How many there were in the last day before the newest.</param>
/// <param name="Span">From the first of them to the last.</param>
/// <param name="P99">Seconds; the time limit where nothing answered.</param>
internal sealed record KeepAliveRecords(int Probes, TimeSpan Span, double P99)
{
    /// <summary>Fewer say nothing of a 99th percentile that has to hold for a day.</summary>
    public const int Fewest = 30;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <exception cref="RunbookException">The file is not there, or not what the workflow writes.</exception>
    public static KeepAliveRecords Read(string path, RackEnvironment environment)
    {
        try
        {
            var all = File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement)
                .Where(probe => probe.GetProperty("env").GetString() == environment.Name)
                .Select(probe => (Time: probe.GetProperty("time").GetDateTimeOffset(), Seconds: probe.GetProperty("seconds").GetDouble()))
                .OrderBy(probe => probe.Time).ToArray();
            var last = all.Length == 0 ? [] : all.Where(probe => all[^1].Time - probe.Time <= Day).ToArray();
            double[] seconds = [.. last.Select(probe => probe.Seconds).Order()];
            return last.Length == 0
                ? new KeepAliveRecords(0, TimeSpan.Zero, 0)
                : new KeepAliveRecords(last.Length, last[^1].Time - last[0].Time, seconds[(int)Math.Ceiling(0.99 * seconds.Length) - 1]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RunbookException($"{path} is not a file of keep-alive records: take the artifact keep-alive-records of the rack-keep-alive workflow.");
        }
    }
}
