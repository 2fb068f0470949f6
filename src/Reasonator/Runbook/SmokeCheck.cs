using System.Text.Json.Serialization;

namespace Reasonator.Runbook;

/// <param name="Name">What was checked.</param>
/// <param name="Passed">Whether it is as it must be.</param>
/// <param name="Detail">What came.</param>
internal sealed record SmokeCheck(string Name, bool Passed, string Detail);

/// <summary>What <c>ops smoke --json</c> prints.</summary>
internal sealed record SmokeResult(string Url, bool Passed, IReadOnlyList<SmokeCheck> Checks);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SmokeResult))]
internal sealed partial class SmokeJson : JsonSerializerContext;
