using System.CommandLine;
using Reasonator.Models;

namespace Reasonator.Ops;

/// <summary><c>tokenize --ndjson</c>: lines <c>{"text":…}</c> in, lines <c>{"ids":[…]}</c> out, not truncated.</summary>
internal static class TokenizeVerb
{
    public static Command Create()
    {
        var command = new Command("tokenize", "Prints the token ids of each line {\"text\":…} of standard input, not truncated.");
        var ndjson = new Option<bool>("--ndjson") { Description = "Read lines of JSON from standard input." };
        command.Add(ndjson);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(ndjson))
            {
                result.AddError("Give --ndjson: lines are read from standard input.");
            }
        });
        command.SetAction((_, stopping) => Tokenize(stopping));
        return command;
    }

    private static async Task<int> Tokenize(CancellationToken stopping)
    {
        try
        {
            var tokenizer = ModelLoader.LoadTokenizer(LocalModel.Folder());
            return await NdjsonRun.RunAsync(line => NdjsonOutput.Ids(tokenizer.Encode(line.Text).Ids), stopping);
        }
        catch (ModelException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ReasonatorCommand.Failed;
        }
    }
}
