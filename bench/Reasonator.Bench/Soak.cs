using System.Diagnostics;
using System.Text.Json;

namespace Reasonator.Bench;

/// <summary>Callers with requests of mixed lengths for a while, and what the memory does meanwhile.</summary>
internal sealed class Soak
{
    // Bytes of growth a request, when the whole interval lies above.
    private const double Limit = 64;

    // What has a bound and may still be filling: the cache of scores (8 MB), and code that is compiled again.
    private const double Allowance = 16 << 20;

    // Caches and pools fill at first, and code is compiled.
    private const double WarmUp = 1.0 / 3;

    private readonly List<(double Requests, double Bytes)> _samples = [];
    private readonly int[] _statuses = new int[600];
    private long _requests;

    /// <summary>Bytes of resident memory for every request, behind the first third.</summary>
    public Trend PerRequest => Trend.Of(Steady);

    /// <summary>Surely more a request than noise, and more in all than what has a bound can take.</summary>
    public bool Leaks => PerRequest.Low > Limit && PerRequest.Low * (Steady[^1].Requests - Steady[0].Requests) > Allowance;

    public long Requests => _requests;

    private List<(double Requests, double Bytes)> Steady => [.. _samples.Skip((int)(_samples.Count * WarmUp))];

    public string Statuses => string.Join(", ", _statuses.Select((n, status) => (n, status)).Where(c => c.n > 0).Select(c => $"{c.status}: {c.n}"));

    /// <summary>Answers of a status; 0 for connections that broke.</summary>
    public int Count(int status) => _statuses[status];

    /// <param name="service">Who is asked.</param>
    /// <param name="length">For how long.</param>
    /// <param name="callers">How many at a time, each with one request after the other.</param>
    /// <param name="request">What the request of a number is.</param>
    public async Task RunAsync(Service service, TimeSpan length, int callers, Func<long, byte[]> request)
    {
        var clock = Stopwatch.StartNew();
        var calling = Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(service.Port);
            while (clock.Elapsed < length && service.ExitCode is null)
            {
                var status = await connection.SendAsync(request(Interlocked.Increment(ref _requests)));
                Interlocked.Increment(ref _statuses[status]);
            }
        })).ToList();
        // At least 200 samples, so that there are blocks of several.
        var period = TimeSpan.FromSeconds(Math.Min(1, length.TotalSeconds / 200));
        while (clock.Elapsed < length && service.ExitCode is null)
        {
            await Task.Delay(period);
            if (service.ExitCode is null)
            {
                _samples.Add((Interlocked.Read(ref _requests), service.Megabytes("VmRSS") * (1 << 20)));
            }
        }

        await Task.WhenAll(calling);
    }

    /// <summary>
    /// Single headlines, some of them, whole requests of 32, pages of 512 tokens, documents and explanations; no text comes a
    /// second time, so that each one runs.
    /// </summary>
    public static Func<long, byte[]> Mixed(int wait)
    {
        var headlines = Corpus.Headlines(16_384);
        return number =>
        {
            var at = (int)(number * 41 % (headlines.Length - 64));
            IEnumerable<string> Texts(int count) => headlines.Skip(at).Take(count).Select(text => $"{text} {number}");
            return (number % 13) switch
            {
                < 8 => Connection.Score([.. Texts(1)], wait),
                8 => Connection.Score([.. Texts(8)], wait),
                9 => Connection.Score([.. Texts(32)], wait),
                10 => Connection.Score([string.Join(' ', Texts(60))], wait),
                11 => Post(new { items = new[] { new { text = string.Join(". ", Texts(10)) } }, mode = "document" }),
                _ => Post(new { items = new[] { new { text = Texts(1).First() } }, explain = true }),
            };
        };

        byte[] Post(object body) => Connection.Post(JsonSerializer.SerializeToUtf8Bytes(body), wait);
    }

    public override string ToString()
    {
        var (trend, steady) = (PerRequest, Steady.Select(s => s.Bytes / (1 << 20)).ToList());
        return $"{Requests} requests ({Statuses}); RSS {steady.Min():F0} to {steady.Max():F0} MB behind the first third; "
            + $"{trend.Slope:F1} bytes a request (95 %: {trend.Low:F1} to {trend.High:F1}): {(Leaks ? "LEAKS" : "no leak")}";
    }
}
