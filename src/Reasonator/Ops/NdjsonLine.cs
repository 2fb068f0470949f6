using System.Text;
using System.Text.Json;
using Reasonator.Scoring;

namespace Reasonator.Ops;

/// <summary>One line of input: an object with a <c>text</c> and, optionally, an <c>id</c>; other fields are passed over.</summary>
internal sealed record NdjsonLine(string? Id, string Text)
{
    /// <exception cref="FormatException">The line is not such an object; the message says what is wrong.</exception>
    public static NdjsonLine Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return Read(line);
        }
        catch (JsonException e)
        {
            throw new FormatException($"malformed JSON at byte {e.BytePositionInLine + 1}", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("not UTF-8", e);
        }
    }

    private static NdjsonLine Read(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("not an object with a text");
        }

        string? id = null;
        string? text = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(json.ValueSpan, json.ValueIsEscaped);
            json.Read();
            switch (name)
            {
                case "text":
                    text = String(ref json, name);
                    break;
                case "id":
                    id = String(ref json, name);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        // Reads on to the end of the line: what follows the object is malformed.
        json.Read();
        return new NdjsonLine(id, text ?? throw new FormatException("has no text"));
    }

    private static string String(ref Utf8JsonReader json, string name) => json.TokenType == JsonTokenType.String
        ? JsonText.Read(json.ValueSpan, json.ValueIsEscaped)
        : throw new FormatException($"{name} is not a string");
}
