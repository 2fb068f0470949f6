using System.Text;
using System.Text.Json;
using Reasonator.Errors;
using Reasonator.Scoring;

namespace Reasonator.Batches;

/// <summary>
/// <c>GET /v1/batches/{id}/results</c>: the results in the order of the items, as they come. It ends with the batch, when
/// nothing has come for a while, or when the service stops; <c>after</c> goes on behind the last line that arrived.
/// </summary>
internal sealed class ResultStream(BatchTable table, ChunkTable chunks, IHostApplicationLifetime lifetime, BatchOptions options, TimeProvider time)
{
    public const string MediaType = "application/x-ndjson";

    public async Task WriteAsync(HttpContext context, Guid batch, string? after)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        if (await table.FindAsync(batch, stop.Token) is null)
        {
            await BatchEndpoints.WriteUnknownAsync(context);
            return;
        }

        var from = 0;
        var beginning = after is null ? null : Beginning(after);
        if (beginning is not null)
        {
            if (await chunks.FindLineAsync(batch, beginning, stop.Token) is not { } found)
            {
                await context.WriteProblemAsync(ProblemKind.InvalidRequest, "after must be the id of a result that this batch has already.");
                return;
            }

            from = found;
        }

        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        // At once: a caller sees that the stream is open before the first result is there.
        await context.Response.StartAsync(stop.Token);
        await context.Response.Body.FlushAsync(stop.Token);
        try
        {
            await StreamAsync(context.Response, batch, from, beginning, stop.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The service stops: what was sent ends with a whole line, and another instance goes on.
        }
    }

    private async Task StreamAsync(HttpResponse response, Guid batch, int from, byte[]? beginning, CancellationToken stop)
    {
        var last = time.GetTimestamp();
        while (time.GetElapsedTime(last) < options.LongestSilence)
        {
            var chunk = await chunks.ReadAsync(batch, from, stop);
            if (chunk is { Results: { } results })
            {
                await response.Body.WriteAsync(beginning is null ? results : results.AsMemory(Behind(results, beginning)), stop);
                await response.Body.FlushAsync(stop);
                (from, beginning, last) = (chunk.Number + 1, null, time.GetTimestamp());
            }
            else if (chunk is not { IsActive: true })
            {
                return;
            }
            else
            {
                await Task.Delay(options.ResultPoll, time, stop);
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
