using Reasonator.Models;
using Reasonator.Security;

namespace Reasonator.Store;

/// <summary>What the events of one request have in common.</summary>
internal sealed record ScoredRequest(string Id, Caller Caller, bool IsDocument, LoadedModel Model);
