namespace Reasonator.Security;

/// <summary>Marks an endpoint as open only to a token.</summary>
internal sealed record TokenRequirement(RequiredToken Token);
