using System.Text.Json;

namespace Reasonator.Tests.OperatorConsole;

/// <summary>A caller of <c>/v1/watch</c>, line by line.</summary>
internal sealed class Watcher : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private Watcher(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    public HttpResponseMessage Response => _response;

    public static async Task<Watcher> OpenAsync(HttpClient client, CancellationToken stop)
    {
        var response = await Eventually.EndsAsync("the stream begins", client.GetAsync("/v1/watch", HttpCompletionOption.ResponseHeadersRead, stop), stop);
        return new Watcher(response, await response.Content.ReadAsStreamAsync(stop));
    }

    /// <summary>The next line; null at the end of the stream.</summary>
    public async Task<JsonElement?> NextAsync(CancellationToken stop)
    {
        var line = await Eventually.EndsAsync("the stream brings a line, or ends", _lines.ReadLineAsync(stop).AsTask(), stop);
        return line is null ? null : JsonDocument.Parse(line).RootElement;
    }

    /// <summary>The caller goes.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
