using System.Globalization;
using System.Text.Json;
using Reasonator.Errors;
using Reasonator.Scoring;
using Reasonator.Security;

namespace Reasonator.OperatorConsole;

/// <summary>
/// <c>GET /v1/watch</c>: a snapshot a line, a line a second. It ends when the caller goes, after as many lines as were asked
/// for, when the caller's token is taken back, and when the service stops.
/// </summary>
internal sealed class WatchStream(SnapshotSource source, TokenWatch tokens, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Streams at the same time: pages that were left open must not add up.</summary>
    public const int Most = 16;

    private const int RetryAfter = 10;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private int _open;

    /// <summary>Streams that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    public async Task WriteAsync(HttpContext context)
    {
        var faults = new RequestFaults();
        var lines = ReadCount(context.Request.Query, faults);
        if (faults.Any)
        {
            await context.WriteFaultsAsync(faults);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _open) > Most)
            {
                await context.WriteProblemAsync(ProblemKind.TooManyStreams, $"{Most} callers watch this process already: close a page, or ask for ?count=1 later.", RetryAfter);
                return;
            }

            await StreamAsync(context, lines);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task StreamAsync(HttpContext context, int lines)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var timer = new PeriodicTimer(Period, time);
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        var place = new WatchPlace();
        try
        {
            do
            {
                // Not the service's stop: a line that was begun is sent whole, and who asks during a drain gets one.
                await WriteLineAsync(context.Response, source.Next(place), context.RequestAborted);
            }
            while (--lines > 0 && await timer.WaitForNextTickAsync(stop.Token) && tokens.IsAuthorized(context));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The service stops: the last line is whole, and health says why there is no other.
        }
    }

    private static async Task WriteLineAsync(HttpResponse response, Snapshot snapshot, CancellationToken stop)
    {
        await using (var json = new Utf8JsonWriter(response.BodyWriter))
        {
            JsonSerializer.Serialize(json, snapshot, SnapshotJson.Default.Snapshot);
        }

        response.BodyWriter.GetSpan(1)[0] = (byte)'\n';
        response.BodyWriter.Advance(1);
        await response.BodyWriter.FlushAsync(stop);
    }

    /// <summary>Reads the query strictly, as all routes do.</summary>
    private static int ReadCount(IQueryCollection query, RequestFaults faults)
    {
        var count = int.MaxValue;
        foreach (var (name, values) in query)
        {
            if (name != "count")
            {
                faults.Add(RequestFaults.Pointer("", name), "Unknown parameter; known is count.");
            }
            else if (values is not [{ } value] || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count < 1)
            {
                faults.Add("/count", "Give once the number of lines after which the stream ends, from 1.");
            }
        }

        return count;
    }
}
