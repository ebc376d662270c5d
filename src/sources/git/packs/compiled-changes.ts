/** Where in the memory of `openWorks` notes begin. */
export const NOTES = 16;

/** What of an entry is to be found: its name behind the mode, and its id behind the NUL. */
function readEntry(of: string, at: string, end: string): string {
  return `
    local.get ${at}  local.set ${of}Name
    loop mode
      local.get ${of}Name  local.get ${end}  i32.ge_u  if broken  i32.const 0  return  end
      local.get ${of}Name  i32.load8_u  local.get ${of}Name  i32.const 1  i32.add  local.set ${of}Name
      i32.const 0x20  i32.ne  br_if mode
    end
    ${behindNul(of, end)}`;
}

/** From a place before the NUL, which is in `Id`, to behind it. */
function behindNul(of: string, end: string): string {
  return `
    local.get ${of}Name  local.set ${of}Id
    loop name
      local.get ${of}Id  local.get ${end}  i32.ge_u  if broken  i32.const 0  return  end
      local.get ${of}Id  i32.load8_u  local.get ${of}Id  i32.const 1  i32.add  local.set ${of}Id  br_if name
    end
    local.get ${of}Id  local.get hash  i32.add  local.tee ${of}Next  local.get ${end}  i32.gt_u
    if broken  i32.const 0  return  end`;
}

/** What stands behind a name for sorting: a slash where it is a tree, whose mode alone begins with a four. */
function behindName(of: string, at: string): string {
  return `
    local.get ${of}Name  local.get i  i32.add  local.get ${of}Id  i32.const 1  i32.sub  i32.lt_u
    if inside
      local.get ${of}Name  local.get i  i32.add  i32.load8_u  local.set ${of}Byte
    else
      i32.const 0  local.set ${of}Byte
      local.get ${at}  i32.load8_u  i32.const 0x34  i32.eq
      if tree  i32.const 0x2f  local.set ${of}Byte  end
    end`;
}

/**
 * `changedEntries` in WebAssembly: four numbers for each entry. Answers the end of the notes, or 0 for what is no tree and
 * for more notes than there is room for up to `room`.
 */
export const CHANGES = {
  name: "compare",
  parameters: ["at", "end", "other", "otherEnd", "hash", "room"],
  locals: "aName aId aNext aByte bName bId bNext bByte i j before passed note".split(" "),
  text: `
    i32.const ${NOTES}  local.set note
    block done
      loop entry
        local.get at  local.get end  i32.ge_u  br_if done
        ;; no mode is shorter than that of a tree
        local.get at  i32.const 6  i32.add  local.set aName
        ${behindNul("a", "end")}

        block differs
          local.get other  local.get aNext  i32.add  local.get at  i32.sub  local.tee bNext
          local.get otherEnd  i32.gt_u  br_if differs
          local.get at  local.set i
          local.get other  local.set j
          loop eights
            local.get i  i64.load  local.get j  i64.load  i64.ne  br_if differs
            local.get j  i32.const 8  i32.add  local.set j
            local.get i  i32.const 8  i32.add  local.tee i
            local.get aNext  i32.const 8  i32.sub  i32.le_u  br_if eights
          end
          local.get aNext  i32.const 8  i32.sub  i64.load
          local.get bNext  i32.const 8  i32.sub  i64.load  i64.ne  br_if differs
          local.get aNext  local.set at
          local.get bNext  local.set other
          br entry
        end

        ${readEntry("a", "at", "end")}
        i32.const 0  local.set before
        i32.const 0  local.set passed
        block found
          loop candidates
            local.get other  local.get otherEnd  i32.ge_u  br_if found
            ${readEntry("b", "other", "otherEnd")}
            i32.const 0  local.set i
            block compared
              loop bytes
                ${behindName("a", "at")}
                ${behindName("b", "other")}
                local.get aByte  local.get bByte  i32.ne  br_if compared
                local.get i  i32.const 1  i32.add  local.set i
                local.get aName  local.get i  i32.add  local.get aId  i32.lt_u  br_if bytes
              end
              ;; where others were passed over, the two have not been compared yet
              local.get passed  br_if entry
              local.get bId  local.set before
              local.get bNext  local.set other
              br found
            end
            ;; what stands before it is gone here; what stands behind it is waited for
            local.get bByte  local.get aByte  i32.gt_u  br_if found
            i32.const 1  local.set passed
            local.get bNext  local.set other
            br candidates
          end
        end

        local.get note  i32.const 16  i32.add  local.get room  i32.gt_u
        if full  i32.const 0  return  end
        local.get note  local.get at  i32.store
        local.get note  local.get aName  i32.store offset=4
        local.get note  local.get aId  i32.store offset=8
        local.get note  local.get before  i32.store offset=12
        local.get note  i32.const 16  i32.add  local.set note
        local.get aNext  local.set at
        br entry
      end
    end
    local.get note`,
} as const;
