using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Reasonator.Health;

/// <summary>The health answer: six keys when the service is well, two or three when it is not.</summary>
internal sealed record HealthBody
{
    [Description("Only ok takes work.")]
    [AllowedValues("warming_up", "ok", "failed", "stalled", "draining")]
    public required string Status { get; init; }

    public required bool ModelLoaded { get; init; }

    [Description("Why the service takes no work; absent while it warms up or is well.")]
    public string? Reason { get; init; }

    [Description("SHA-256 of the loaded weights, 64 hex digits.")]
    public string? ModelSha { get; init; }

    public QueueDepth? QueueDepth { get; init; }

    public long? UptimeSeconds { get; init; }

    public string? Version { get; init; }
}

/// <summary>Texts that wait, by lane.</summary>
internal sealed record QueueDepth(int Interactive, int Batch);

/// <summary>Answered whenever the process can answer.</summary>
internal sealed record LiveBody(string Status);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(LiveBody))]
internal sealed partial class HealthJson : JsonSerializerContext;
