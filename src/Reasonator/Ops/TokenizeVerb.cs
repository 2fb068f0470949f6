using System.CommandLine;
using Reasonator.Models;

namespace Reasonator.Ops;

/// <summary><c>tokenize</c>: texts of standard input in, lines <c>{"ids":[…]}</c> out, not truncated.</summary>
internal static class TokenizeVerb
{
    public static Command Create()
    {
        var command = new Command("tokenize", "Prints the token ids of each line of standard input, not truncated.");
        var ndjson = new Option<bool>("--ndjson") { Description = "The lines are JSON objects {\"text\":…}; without it they are texts." };
        command.Add(ndjson);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(ndjson) && !Console.IsInputRedirected)
            {
                result.AddError("Lines are read from standard input: give a file or a pipe, with --ndjson if its lines are JSON.");
            }
        });
        command.SetAction((parsed, stopping) => Tokenize(parsed.GetValue(ndjson), stopping));
        return command;
    }

    private static async Task<int> Tokenize(bool isJson, CancellationToken stopping)
    {
        try
        {
            var tokenizer = ModelLoader.LoadTokenizer(LocalModel.Folder());
            using var run = new LineRun(isJson, (_, text) => NdjsonOutput.Ids(tokenizer.Encode(text).Ids));
            return await run.RunAsync(stopping);
        }
        catch (ModelException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ReasonatorCommand.Failed;
        }
    }
}
