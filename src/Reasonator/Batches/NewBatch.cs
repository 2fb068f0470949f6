using Reasonator.Security;

namespace Reasonator.Batches;

/// <summary>What a batch begins with.</summary>
/// <param name="Id">A UUID of version 7 by the server's clock, made once: a submission that is sent to the database twice is one batch.</param>
/// <param name="Caller">Whose token it came with; keys of different callers are different.</param>
/// <param name="RequestId">Of the request that submitted it.</param>
/// <param name="Key">The caller's Idempotency-Key, if any.</param>
/// <param name="BodySha256">Of the request's body.</param>
internal sealed record NewBatch(Guid Id, Caller Caller, string RequestId, string? Key, byte[] BodySha256);
