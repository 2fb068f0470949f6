using System.Collections.Concurrent;
using System.Diagnostics;

namespace Reasonator.Bench.Curve;

/// <summary>
/// Callers who come at a rate, whatever the service does, at random intervals as strangers do. Some of them obey: refused, they
/// wait exactly as long as Retry-After says and try again, on top of the rate, also after its end.
/// </summary>
/// <param name="service">Who is called.</param>
/// <param name="requests">What is sent, one after the other.</param>
/// <param name="obedientEvery">One caller in that many obeys; 0 for none.</param>
internal sealed class OpenLoop(Service service, byte[][] requests, int obedientEvery)
{
    // The generator shares the cores: it keeps at most this many requests in the air, and counts the others.
    private const int MostInTheAir = 12_000;

    private readonly ConcurrentBag<Connection> _free = [];
    private readonly Stopwatch _clock = new();
    private int _inTheAir;

    /// <summary>Every answer.</summary>
    public ConcurrentQueue<Outcome> Outcomes { get; } = new();

    /// <summary>Every caller who obeyed a refusal.</summary>
    public ConcurrentQueue<Obedience> Obedient { get; } = new();

    /// <summary>Requests without an answer yet.</summary>
    public int InTheAir => Volatile.Read(ref _inTheAir);

    /// <summary>Requests that were due and not sent.</summary>
    public int Unsent { get; private set; }

    /// <summary>Sends at that many a second for that long; returns when everyone has their answer.</summary>
    public async Task RunAsync(double rate, double seconds, int seed)
    {
        var random = new Random(seed);
        var callers = new List<Task>();
        _clock.Start();
        var due = 0.0;
        for (var i = 0; due < seconds;)
        {
            for (; due <= _clock.Elapsed.TotalSeconds && due < seconds; due -= Math.Log(1 - random.NextDouble()) / rate, i++)
            {
                if (InTheAir > MostInTheAir)
                {
                    Unsent++;
                    continue;
                }

                callers.Add(CallAsync(requests[i % requests.Length], obeys: obedientEvery > 0 && i % obedientEvery == 0));
            }

            await Task.Delay(1);
        }

        await Task.WhenAll(callers);
        foreach (var connection in _free)
        {
            connection.Dispose();
        }
    }

    private async Task CallAsync(byte[] request, bool obeys)
    {
        var (status, wait) = await SendAsync(request, 1);
        if (!obeys || status != 429)
        {
            return;
        }

        var firstRetry = double.NaN;
        for (var attempt = 2; attempt <= Obedience.MostTries; attempt++)
        {
            // A refusal without it is a fault of the service: the caller comes back at once, and is refused.
            await Task.Delay(TimeSpan.FromSeconds(wait ?? 0));
            firstRetry = attempt == 2 ? _clock.Elapsed.TotalSeconds : firstRetry;
            (status, wait) = await SendAsync(request, attempt);
            if (status != 429)
            {
                Obedient.Enqueue(new Obedience(status == 200 ? attempt : null, firstRetry));
                return;
            }
        }

        Obedient.Enqueue(new Obedience(null, firstRetry));
    }

    private async Task<(int Status, int? RetryAfter)> SendAsync(byte[] request, int attempt)
    {
        Interlocked.Increment(ref _inTheAir);
        var connection = _free.TryTake(out var free) ? free : new Connection(service.Port);
        var (sent, at) = (_clock.Elapsed.TotalSeconds, Stopwatch.GetTimestamp());
        var status = await connection.SendAsync(request);
        Outcomes.Enqueue(new Outcome(sent, attempt, status, Stopwatch.GetElapsedTime(at).TotalMilliseconds));
        var retryAfter = connection.RetryAfter;
        _free.Add(connection);
        Interlocked.Decrement(ref _inTheAir);
        return (status, retryAfter);
    }
}
