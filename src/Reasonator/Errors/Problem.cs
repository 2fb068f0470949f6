using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Reasonator.Errors;

/// <summary>Every error's body (RFC 9457). It never carries the analysed text, a secret or a stack trace.</summary>
internal sealed record Problem
{
    [Description("A stable URN, for programs.")]
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    [Description("What is wrong and what to do, for people.")]
    public string? Detail { get; init; }

    [Description("The path that was asked.")]
    public string? Instance { get; init; }

    public string? TraceId { get; init; }

    [Description("JSON pointer to the fault → messages.")]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public static Problem Of(ProblemKind kind, string? detail, string? instance, string? traceId) => new()
    {
        Type = $"urn:reasonator:{kind.Name}",
        Title = kind.Title,
        Status = kind.Status,
        Detail = detail,
        Instance = instance,
        TraceId = traceId,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
