namespace Reasonator.Models;

/// <summary>Where a model came from.</summary>
internal sealed record ModelOrigin(string Url, string Revision);
