using System.Text;
using System.Text.Json;
using Reasonator.Errors;
using Reasonator.Scoring;
using Reasonator.Security;

namespace Reasonator.Batches;

/// <summary>
/// <c>GET /v1/batches/{id}/results</c>: the results in the order of the items, as they come. It ends with the batch, when
/// nothing has come for a while, when the caller's token is taken back, or when the service stops; <c>after</c> goes on behind
/// the last line that arrived. It is broken off when its batch is deleted, so that nobody takes the half for the whole.
/// </summary>
internal sealed class ResultStream(
    BatchTable table, ChunkTable chunks, TokenWatch tokens, IHostApplicationLifetime lifetime, BatchOptions options, TimeProvider time)
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Streams at the same time. Each looks for more twice a second: 800 that wait took two fifths of a core.</summary>
    public const int Most = 32;

    private const int RetryAfter = 10;

    private int _open;

    /// <summary>Streams that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    public async Task WriteAsync(HttpContext context, Guid batch, string? after)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            if (Interlocked.Increment(ref _open) > Most)
            {
                await context.WriteProblemAsync(ProblemKind.TooManyStreams, $"{Most} callers read results of this process already: ask later, or for batches that have ended.", RetryAfter);
                return;
            }

            await FindAsync(context, batch, after, stop.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The service stops: what was sent ends with a whole line, and another instance goes on.
            if (!context.Response.HasStarted)
            {
                await context.WriteDrainingAsync();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task FindAsync(HttpContext context, Guid batch, string? after, CancellationToken stop)
    {
        if (await table.FindAsync(batch, stop) is null)
        {
            await BatchEndpoints.WriteUnknownAsync(context);
            return;
        }

        var from = 0;
        var beginning = after is null ? null : Beginning(after);
        if (beginning is not null)
        {
            if (await chunks.FindLineAsync(batch, beginning, stop) is not { } found)
            {
                await context.WriteProblemAsync(ProblemKind.InvalidRequest, "after must be the id of a result that this batch has already.");
                return;
            }

            from = found;
        }

        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        // At once: a caller sees that the stream is open before the first result is there.
        await context.Response.StartAsync(stop);
        await context.Response.Body.FlushAsync(stop);
        await StreamAsync(context, batch, from, beginning, stop);
    }

    private async Task StreamAsync(HttpContext context, Guid batch, int from, byte[]? beginning, CancellationToken stop)
    {
        var response = context.Response;
        var last = time.GetTimestamp();
        while (time.GetElapsedTime(last) < options.LongestSilence && tokens.IsAuthorized(context))
        {
            switch (await chunks.ReadAsync(batch, from, stop))
            {
                case null:
                    context.Abort();
                    return;
                case { Number: { } number, Results: { } results } chunk:
                    await response.Body.WriteAsync(beginning is null ? results : results.AsMemory(Behind(results, beginning)), stop);
                    await response.Body.FlushAsync(stop);
                    (from, beginning, last) = (number + 1, null, time.GetTimestamp());
                    if (from == chunk.Chunks)
                    {
                        return;
                    }

                    break;
                case { IsActive: true }:
                    await Task.Delay(options.ResultPoll, time, stop);
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>How the line of an id begins, and no other.</summary>
    private static byte[] Beginning(string id) => Encoding.UTF8.GetBytes($$"""{"id":{{JsonSerializer.Serialize(id, ScoringJson.Default.String)}},""");

    /// <summary>Where the line behind the one that begins so begins.</summary>
    private static int Behind(byte[] results, byte[] beginning)
    {
        var line = results.AsSpan().IndexOf(beginning);
        return line + results.AsSpan(line).IndexOf((byte)'\n') + 1;
    }
}
