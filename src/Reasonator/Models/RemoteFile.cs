using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;
using Reasonator.Hosting;

namespace Reasonator.Models;

/// <summary>
/// Pulls a file over HTTP into <c>NAME.part</c> and goes on where an earlier pull ended, as long as the server still has
/// the same file (If-Range). Nothing but a whole file is ever reported as pulled.
/// </summary>
internal sealed class RemoteFile(HttpClient http, Action<long, long?> progress)
{
    private const int BlockSize = 1 << 17;
    private const int MostRedirects = 5;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private readonly ResiliencePipeline _retries = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        MaxRetryAttempts = 4,
        Delay = TimeSpan.FromSeconds(1),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
    }).Build();

    /// <summary>Pulls the whole file; tries again, from where it was, when the connection breaks.</summary>
    /// <param name="url">https, or http on loopback.</param>
    /// <param name="part">Where the bytes go.</param>
    /// <param name="size">Bytes of the file; null where nobody has pinned them, and the server must say.</param>
    /// <param name="stop">Ends the pull; the part stays, for the next one.</param>
    /// <exception cref="ModelException">The server has no such file, or what it sends is none or of another size.</exception>
    public async Task PullAsync(Uri url, string part, long? size, CancellationToken stop)
    {
        try
        {
            await _retries.ExecuteAsync(async token => await TryAsync(url, part, size, token), stop);
        }
        catch (HttpRequestException e)
        {
            throw new ModelException($"{url.Host} could not be reached or broke off ({e.Message}): run the command again, it goes on where it was.", e);
        }
        catch (IOException e)
        {
            throw new ModelException($"{part} cannot be written ({e.Message}): make room, and run the command again.", e);
        }
    }

    private async Task TryAsync(Uri url, string part, long? size, CancellationToken stop)
    {
        var validator = part + ".validator";
        var held = File.Exists(part) && File.Exists(validator) ? new FileInfo(part).Length : 0;
        using var answer = await SendAsync(url, held, held > 0 ? File.ReadAllText(validator) : null, stop);
        var goesOn = answer.StatusCode == HttpStatusCode.PartialContent;
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || (goesOn && answer.Content.Headers.ContentRange?.From != held))
        {
            // What is held is the whole, or of another file: the hash would tell, but only a new pull mends it.
            File.Delete(part);
            throw new HttpRequestException("the part that was held is not of this file");
        }

        Check(url, answer);
        if (!goesOn)
        {
            File.Delete(part);
            WriteValidator(validator, answer);
        }

        var begin = goesOn ? held : 0;
        var total = begin + answer.Content.Headers.ContentLength;
        var fault = Fault(total, size);
        if (fault is null && await CopyAsync(answer.Content, part, total ?? size!.Value, begin, stop))
        {
            File.Delete(validator);
            return;
        }

        // Of another file nothing is worth keeping.
        fault ??= $"sends more than the {size} bytes that the manifest pins";
        File.Delete(part);
        File.Delete(validator);
        throw new ModelException($"{url.GetLeftPart(UriPartial.Path)} {fault}: it is not the file, and was not kept. Correct its url in the manifest, or give --from.");
    }

    /// <summary>What is wrong with the size that a server announces; null where nothing is.</summary>
    private static string? Fault(long? announced, long? size) => (announced, size) switch
    {
        (null, null) => "does not say how long it is, and the manifest pins no size",
        ({ } total, { } pinned) when total != pinned => $"has {total} bytes where the manifest pins {pinned}",
        _ => null,
    };

    private async Task<HttpResponseMessage> SendAsync(Uri url, long held, string? validator, CancellationToken stop)
    {
        Uri? from = null;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (!MayAsk(url, from))
            {
                var redirected = from is null ? "" : $", to which {from.Host} redirects,";
                throw new ModelException(
                    $"{url.GetLeftPart(UriPartial.Path)}{redirected} is not https: weights are pulled over https only.");
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (validator is not null)
            {
                request.Headers.Range = new RangeHeaderValue(held, null);
                request.Headers.TryAddWithoutValidation("If-Range", validator);
            }

            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            (from, url) = (url, Uri.TryCreate(url, location, out var next) ? next : throw new ModelException($"{url.Host} redirects to nowhere: give another --from."));
        }

        throw new ModelException($"{url.Host} redirects in a circle: give another --from.");
    }

    // Http on loopback is for a server that the operator has named. A remote one that redirects there would have this machine
    // ask its own services.
    private static bool MayAsk(Uri url, Uri? from) =>
        PrivateUrl.Is(url) && (url.Scheme == Uri.UriSchemeHttps || from?.Scheme is null or "http");

    private static void Check(Uri url, HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode >= 500 || answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            throw new HttpRequestException($"status {(int)answer.StatusCode}");
        }

        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
        {
            throw new ModelException($"{url.GetLeftPart(UriPartial.Path)} answers {(int)answer.StatusCode}: correct its url in the manifest, or give --from.");
        }

        if (answer.Content.Headers.ContentType?.MediaType is "text/html")
        {
            throw new ModelException($"{url.GetLeftPart(UriPartial.Path)} answers with a web page, not a file: correct its url in the manifest, or give --from.");
        }
    }

    /// <summary>Keeps what tells this version of the file from another; a server without one is pulled from the start each time.</summary>
    private static void WriteValidator(string path, HttpResponseMessage answer)
    {
        var validator = answer.Headers.ETag is { IsWeak: false } tag ? tag.Tag : answer.Content.Headers.LastModified?.ToString("r");
        File.Delete(path);
        if (validator is not null)
        {
            File.WriteAllText(path, validator);
        }
    }

    /// <summary>Appends to what is held. Returns false if more comes than the file has; no byte beyond that is written.</summary>
    private async Task<bool> CopyAsync(HttpContent content, string part, long total, long held, CancellationToken stop)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(part))!;
        if (total - held > new DriveInfo(folder).AvailableFreeSpace)
        {
            throw new ModelException($"{folder} has no room for {total} bytes: make room, or set MODELS_DIR to another disk.");
        }

        await using var source = await content.ReadAsStreamAsync(stop);
        await using var target = new FileStream(part, FileMode.Append);
        var block = new byte[BlockSize];
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        while (true)
        {
            silence.CancelAfter(LongestSilence);
            var read = await ReadAsync(source, block, silence.Token, stop);
            if (read == 0)
            {
                break;
            }

            if (target.Length + read > total)
            {
                return false;
            }

            await target.WriteAsync(block.AsMemory(0, read), stop);
            progress(target.Length, total);
        }

        if (target.Length != total)
        {
            throw new HttpRequestException($"{target.Length} of {total} bytes came");
        }

        target.Flush(flushToDisk: true);
        return true;
    }

    private static async Task<int> ReadAsync(Stream source, byte[] block, CancellationToken silence, CancellationToken stop)
    {
        try
        {
            return await source.ReadAsync(block, silence);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new HttpRequestException($"nothing came for {LongestSilence.TotalSeconds:F0} s");
        }
        catch (IOException e)
        {
            // The connection's fault, not the disk's.
            throw new HttpRequestException(e.Message, e);
        }
    }
}
