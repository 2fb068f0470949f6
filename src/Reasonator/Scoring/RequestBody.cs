using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Net.Http.Headers;
using Reasonator.Errors;

namespace Reasonator.Scoring;

/// <summary>The bytes of a request, read whole into a pooled buffer that goes back on disposal.</summary>
internal sealed class RequestBody : IDisposable
{
    // Most requests are headlines of a few KB; a megabyte is rented only for a body that has shown it is that long.
    private const int FirstBuffer = 8 << 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _length;

    private RequestBody()
    {
    }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Reads the body; null when an answer (413 or 415) has been written instead.</summary>
    public static async Task<RequestBody?> ReadAsync(HttpContext context, int limit)
    {
        if (!IsJson(context.Request.ContentType) || context.Request.Headers.ContentEncoding.Count > 0)
        {
            await context.WriteProblemAsync(
                ProblemKind.UnsupportedMediaType, "Send Content-Type: application/json in UTF-8, without a Content-Encoding.");
            return null;
        }

        var body = new RequestBody();
        try
        {
            if (context.Request.ContentLength <= limit || context.Request.ContentLength is null)
            {
                if (await body.FillAsync(context.Request.Body, limit, context.RequestAborted))
                {
                    return body;
                }
            }
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // A chunk's length beyond all numbers, or a connection that broke: the server tells both as a fault of its own.
            body.Dispose();
            throw new BadHttpRequestException("The body could not be read.", e);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        body.Dispose();
        await context.WriteProblemAsync(ProblemKind.TooLarge, $"A body may have at most {limit} bytes.");
        return null;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private static bool IsJson([NotNullWhen(true)] string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));

    private async Task<bool> FillAsync(Stream stream, int limit, CancellationToken aborted)
    {
        while (true)
        {
            if (_length == _buffer.Length)
            {
                Grow(limit);
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_length), aborted);
            if (read == 0)
            {
                return true;
            }

            _length += read;
            if (_length > limit)
            {
                return false;
            }
        }
    }

    private void Grow(int limit)
    {
        // One byte over the limit is enough to know.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 4, limit + 1));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
