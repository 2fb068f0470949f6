using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Reasonator.Batches;
using Reasonator.Scoring;

namespace Reasonator.Tests.Contract;

/// <summary>What the service does with JSON and the framework cannot know: an unknown member is an error, and null is neither sent nor read.</summary>
internal sealed class SchemaDescription : IOpenApiSchemaTransformer
{
    private static readonly HashSet<Type> Read = [typeof(ScoreRequest), typeof(ScoreItem), typeof(BatchRequest), typeof(RescoreRequest)];

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (Read.Contains(context.JsonTypeInfo.Type))
        {
            // A typo must not be silently ignored.
            schema.AdditionalPropertiesAllowed = false;
        }

        schema.Type &= ~JsonSchemaType.Null;
        var attributes = context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [];
        if (attributes.OfType<AllowedValuesAttribute>().SingleOrDefault() is { } allowed)
        {
            schema.Enum = [.. allowed.Values.Select(value => JsonSerializer.SerializeToNode(value)!)];
        }

        return Task.CompletedTask;
    }
}
