using System.Text;
using System.Text.Json;
using Reasonator.Batches;
using Reasonator.Errors;
using Reasonator.Scoring;

namespace Reasonator.Uploads;

/// <summary>What the client must know of a line of results.</summary>
internal readonly record struct ResultLine(string Id, bool HasError)
{
    private static readonly Problem Empty = new() { Type = "urn:reasonator:empty", Title = "The text is empty", Status = 400, Detail = "The service was not asked." };

    /// <summary>The line, with its end, of an item without a text; as the service writes an item's error.</summary>
    public static byte[] OfEmpty(string id) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(new BatchResult(new ScoreResult { Id = id, Error = Empty }), BatchJson.Default.BatchResult), (byte)'\n'];

    /// <summary>Null where it is no result.</summary>
    public static ResultLine? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            var (id, hasError) = ((string?)null, false);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var (isId, isError) = (json.ValueTextEquals("id"u8), json.ValueTextEquals("error"u8));
                json.Read();
                id = isId && json.TokenType == JsonTokenType.String ? json.GetString() : id;
                hasError |= isError;
                json.Skip();
            }

            return json.TokenType == JsonTokenType.EndObject && !json.Read() && id is not null ? new ResultLine(id, hasError) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return null;
        }
    }
}
