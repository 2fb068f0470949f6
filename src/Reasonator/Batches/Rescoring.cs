using System.Security.Cryptography;
using Reasonator.Errors;
using Reasonator.Health;
using Reasonator.Scoring;
using Reasonator.Security;

namespace Reasonator.Batches;

/// <summary><c>POST /v1/rescore</c>: a batch of the stored scores that another model made, where their texts are held.</summary>
internal sealed class Rescoring(Readiness readiness, BatchTable batches, RescoreTable table, BatchReceipt receipt)
{
    public async Task BeginAsync(HttpContext context)
    {
        if (readiness is not { Status: ServiceStatus.Ok, Model: { } model })
        {
            await context.WriteUnavailableAsync(readiness);
        }
        else if (!IdempotencyKey.TryRead(context.Request.Headers, out var key))
        {
            await IdempotencyKey.WriteInvalidAsync(context);
        }
        else if (await ReadAsync(context) is { } hash)
        {
            var batch = new NewBatch(await batches.NewIdAsync(context.RequestAborted), context.Features.Get<Caller>()!, context.TraceIdentifier, key, hash);
            await receipt.WriteAsync(context, await table.SubmitAsync(batch, model.Lineage, context.RequestAborted), hash);
        }
    }

    /// <summary>The hash of the body; null when the request has been answered.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, RescoreRequest.MostBytes);
        if (body is null)
        {
            return null;
        }

        var faults = new RequestFaults();
        RescoreRequest.Check(body.Bytes, faults);
        if (!faults.Any)
        {
            return SHA256.HashData(body.Bytes);
        }

        await context.WriteFaultsAsync(faults);
        return null;
    }
}
